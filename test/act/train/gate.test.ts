import { describe, expect, it } from 'vitest';
import { continueGate, gate, gateReasons, logisticRegression, replayGate, toBatch, type GateRecord } from 'driftsense';
import before from '../../fixtures/gate-records.json' with { type: 'json' };
import { seededRandom } from '../../../src/stats/random.js';
import { draw, numbers, pairedErrors } from './gate-rows.js';

const nightly = process.env['NIGHTLY'] !== undefined;
const runs = (n: number) => (nightly ? 10 * n : n);
/** Largest count of a binomial with this rate that is still within three standard errors. */
const atMost = (rate: number, n: number) => n * (rate + 3 * Math.sqrt((rate * (1 - rate)) / n));

/** Asks the gate, and goes on with later rows until it has decided. */
function follow(rows: (look: number) => Parameters<typeof gate>[0], settings: Parameters<typeof gate>[1]): GateRecord {
  let record = gate(rows(0), settings);
  for (let look = 1; record.verdict === 'continue'; look++) record = continueGate(record, rows(look));
  return record;
}

const shortWindow = (look: number) => ({ ...pairedErrors(seededRandom(look), 50, 0.02, 0.02), window: `w${look}` });

describe('gate on classes', () => {
  it('counts the rows on which exactly one model is right', () => {
    const labels = Float64Array.of(1, 1, 0, 0, 1, 0);
    const champion = Float64Array.of(0.9, 0.2, 0.1, 0.6, 0.5, 0.4);
    const challenger = Float64Array.of(0.8, 0.7, 0.9, 0.1, 0.4, 0.3);
    const record = gate({ labels, champion, challenger }, { classes: 2 });
    expect(record).toMatchObject({ method: 'paired-errors', rows: 6, b: 2, c: 2, verdict: 'continue' });
    expect(record.looks[0]!.champion['accuracy']).toBeCloseTo(4 / 6);
    // A higher threshold turns other scores into 1.
    expect(gate({ labels, champion, challenger }, { classes: 2, decisionThreshold: 0.75 })).toMatchObject({
      b: 0,
      c: 1,
    });
  });

  it('compares the most probable of three classes', () => {
    const labels = Float64Array.of(0, 1, 2);
    const champion = Float64Array.of(0.5, 0.3, 0.2, 0.6, 0.3, 0.1, 0.2, 0.2, 0.6);
    const challenger = Float64Array.of(0.5, 0.3, 0.2, 0.3, 0.6, 0.1, 0.4, 0.4, 0.2);
    expect(gate({ labels, champion, challenger }, { classes: 3 })).toMatchObject({ b: 1, c: 1, rows: 3 });
  });

  it('promotes a challenger that is clearly better, rejects one that is clearly worse', () => {
    const random = seededRandom('clear');
    const rows = pairedErrors(random, 2_000, 0.1, 0.02);
    const swapped = { labels: rows.labels, champion: rows.challenger, challenger: rows.champion };
    expect(gate(rows, { classes: 2 })).toMatchObject({ verdict: 'promote', reason: 'evidence-for' });
    expect(gate(swapped, { classes: 2 })).toMatchObject({ verdict: 'reject', reason: 'evidence-against' });
  });

  it('never promotes a challenger trained on shuffled labels, in 200 runs', async () => {
    const trainer = logisticRegression({ folds: 2 });
    const context = { signal: new AbortController().signal, seed: 0 };
    const verdicts = { promote: 0, reject: 0, continue: 0 };
    for (let run = 0; run < 200; run++) {
      const random = seededRandom(`shuffled ${run}`);
      const x = draw(700, () => random.normal());
      const labels = x.map((value) => Number(value + random.normal() > 0));
      const table = (from: number, to: number) => toBatch({ x: x.slice(from, to) });
      const train = async (y: Float64Array) =>
        (await trainer.train({ features: table(0, 200), labels: y, classes: [0, 1], size: 200 }, context)).model;
      const champion = await train(labels.slice(0, 200));
      const challenger = await train(Float64Array.from(random.shuffle(labels.slice(0, 200))));
      const predict = (model: typeof champion) => Float64Array.from(trainer.predict(model, table(200, 700)));
      const rows = { labels: labels.slice(200), champion: predict(champion), challenger: predict(challenger) };
      verdicts[gate(rows, { classes: 2 }).verdict]++;
    }
    expect(verdicts.promote).toBe(0);
    expect(verdicts.reject).toBeGreaterThan(90); // half of them happen to point the right way, weakly
  });

  it('promotes an equal challenger in at most 1 % of runs, asked after each of ten windows', () => {
    const trials = runs(200);
    let promoted = 0;
    for (let run = 0; run < trials; run++) {
      const random = seededRandom(`equal ${run}`);
      const record = follow(() => pairedErrors(random, 150, 0.12, 0.12), { classes: 2 });
      promoted += Number(record.verdict === 'promote');
    }
    expect(promoted).toBeLessThanOrEqual(atMost(0.01, trials));
  });

  it('promotes a challenger four points better within 2,000 rows in at least 90 % of runs', () => {
    const trials = runs(100);
    let promoted = 0;
    for (let run = 0; run < trials; run++) {
      const rows = pairedErrors(seededRandom(`better ${run}`), 2_000, 0.08, 0.04);
      promoted += Number(gate(rows, { classes: 2 }).verdict === 'promote');
    }
    expect(promoted / trials).toBeGreaterThanOrEqual(0.9);
  });

  it('gives up after the looks granted, and leaves a decided record alone', () => {
    const record = follow(shortWindow, { classes: 2, maxLooks: 4 });
    expect(record).toMatchObject({ verdict: 'reject', reason: 'evidence-too-slow', rows: 200 });
    expect(record.looks.map((look) => look.window)).toEqual(['w0', 'w1', 'w2', 'w3']);
    expect(continueGate(record, shortWindow(9))).toEqual(record);
  });
});

describe('gate on numbers', () => {
  it('promotes smaller errors and rejects larger ones', () => {
    const rows = numbers(seededRandom('numbers'), 2_000, 5, 4);
    expect(gate(rows, { classes: 0, lossScale: 5 })).toMatchObject({
      method: 'bounded-losses',
      verdict: 'promote',
      rows: 2_000,
    });
    const swapped = { labels: rows.labels, champion: rows.challenger, challenger: rows.champion };
    expect(gate(swapped, { classes: 0, lossScale: 5 })).toMatchObject({
      verdict: 'reject',
      reason: 'evidence-against',
    });
  });

  it('takes the scale from rows that then do not count, when none is given', () => {
    const rows = numbers(seededRandom('scale'), 1_000, 5, 4);
    const record = gate(rows, { classes: 0 });
    expect(record.rows).toBe(800);
    const errors = rows.labels.subarray(0, 200).map((label, i) => Math.abs(label - rows.champion[i]!));
    expect(record.settings.lossScale).toBe(errors.toSorted()[100]);
    // A wild challenger cannot move the scale.
    const wild = { ...rows, challenger: rows.challenger.map((x) => x * 1e6) };
    expect(gate(wild, { classes: 0 }).settings.lossScale).toBe(record.settings.lossScale);
  });

  it('promotes an equal challenger in at most 1 % of runs, asked after each of ten windows', () => {
    const trials = runs(150);
    let promoted = 0;
    for (let run = 0; run < trials; run++) {
      const random = seededRandom(`equal numbers ${run}`);
      const record = follow(() => numbers(random, 100, 5, 5), { classes: 0, lossScale: 3 });
      promoted += Number(record.verdict === 'promote');
    }
    expect(promoted).toBeLessThanOrEqual(atMost(0.01, trials));
  });

  it('adds later looks up to what one look at all rows gives', () => {
    const rows = numbers(seededRandom('looks'), 300, 5, 4.9);
    const part = (from: number, to: number) => ({
      labels: rows.labels.slice(from, to),
      champion: rows.champion.slice(from, to),
      challenger: rows.challenger.slice(from, to),
    });
    const settings = { classes: 0, lossScale: 5, alpha: 1e-9 };
    const together = gate(rows, settings);
    const apart = continueGate(continueGate(gate(part(0, 100), settings), part(100, 150)), part(150, 300));
    expect(apart.rows).toBe(300);
    expect(apart.logE).toBeCloseTo(together.logE!, 10);
    expect(apart.harmLogE).toBeCloseTo(together.harmLogE!, 10);
  });
});

describe('gate with a single look', () => {
  const rows = pairedErrors(seededRandom('once'), 2_000, 0.08, 0.04);

  it('promotes by the lower bound of the gain', () => {
    const record = gate(rows, { classes: 2, once: {} });
    const gain = (record.b! - record.c!) / 2_000;
    const sd = Math.sqrt((record.b! + record.c!) / 2_000 - gain ** 2);
    expect(record).toMatchObject({ method: 'paired-interval', verdict: 'promote', reason: 'gain-certain' });
    expect(record.gain!.lower).toBeCloseTo(gain - (1.6448536 * sd) / Math.sqrt(2_000), 6);
    expect(record.logE).toBeUndefined();
    expect(gate(rows, { classes: 2, once: { minImprovement: 0.05 } }).reason).toBe('gain-uncertain');
  });

  it('rejects when a metric falls by more than allowed', () => {
    const rash = { ...rows, challenger: rows.challenger.map((score) => (score > 0.5 ? 1 - 1e-12 : 1e-12)) };
    expect(gate(rash, { classes: 2, once: {} }).verdict).toBe('promote');
    expect(gate(rash, { classes: 2, once: { maxRegression: { logLoss: 0.1 } } }).reason).toBe('metric-regressed');
  });

  it('promotes by metric only where each that is named is better by its own figure, whatever the others do', () => {
    const record = gate(rows, { classes: 2, once: { minImprovement: { auc: 0.01, accuracy: 0.01 } } });
    expect(record).toMatchObject({ method: 'paired-interval', verdict: 'promote', reason: 'gain-certain' });
    expect(record.gain).toBeUndefined();
    const { auc, accuracy } = record.gains!;
    const [look] = record.looks;
    expect(accuracy).toEqual(gate(rows, { classes: 2, once: {} }).gain);
    expect(auc!.value).toBeCloseTo(look!.challenger['auc']! - look!.champion['auc']!, 12);
    expect(auc!.lower).toBeGreaterThan(0.01);
    // The other one is as good as before.
    const tooMuch = { auc: 0.01, accuracy: accuracy!.lower + 0.001 };
    expect(gate(rows, { classes: 2, once: { minImprovement: tooMuch } }).reason).toBe('gain-uncertain');
    // Between bound and value: better as measured, and not surely by so much.
    const between = { auc: (auc!.lower + auc!.value) / 2 };
    expect(gate(rows, { classes: 2, once: { minImprovement: between } }).verdict).toBe('reject');
    // The same decisions, of which the first model is far too sure.
    const sure = rows.champion.map((score) => (score > 0.5 ? 1 - 1e-6 : 1e-6));
    const calibrated = { labels: rows.labels, champion: sure, challenger: rows.champion };
    expect(gate(calibrated, { classes: 2, once: {} }).verdict).toBe('reject');
    expect(gate(calibrated, { classes: 2, once: { minImprovement: { logLoss: 0 } } }).verdict).toBe('promote');
    expect(gate(calibrated, { classes: 2, once: { minImprovement: { accuracy: 0 } } }).verdict).toBe('reject');
  });

  it('promotes by no metric that both models do not have', () => {
    const ones = { labels: rows.labels.map(() => 1), champion: rows.champion, challenger: rows.challenger };
    const record = gate(ones, { classes: 2, once: { minImprovement: { auc: 0 } } });
    expect([record.verdict, record.reason, record.gains]).toEqual(['reject', 'gain-uncertain', {}]);
    expect(() => gate(rows, { classes: 2, once: { minImprovement: {} } })).toThrow(
      /gate\.once\.minImprovement: expected a metric/,
    );
  });

  it('does not call no difference a gain', () => {
    expect(gate({ ...rows, challenger: rows.champion }, { classes: 2, once: {} }).verdict).toBe('reject');
  });
});

describe('record of the gate', () => {
  const facts = { trigger: 'confirmed-data-drift', dataWindow: { from: 'a', to: 'b' }, champion: 3, actor: 'monitor' };
  const limited = { classes: 2, segments: { minRows: 120, maxRegression: { accuracy: 0, auc: 0.1 } } };
  const inHalves = <Rows extends { readonly labels: Float64Array }>(rows: Rows) => ({
    ...rows,
    segments: { half: Array.from(rows.labels, (_, i) => (i % 3 === 0 ? 'a' : 'b')) },
  });
  const records = (): [string, GateRecord][] => {
    const random = seededRandom('records');
    const classes = () => pairedErrors(random, 400, 0.05, 0.04);
    const noise = () => ({
      labels: draw(300, () => random.normal()),
      champion: draw(300, () => random.normal()),
      challenger: draw(300, () => random.normal()),
    });
    return [
      ['classes', gate(classes(), { classes: 2 }, facts)],
      [
        'classes over two looks',
        continueGate(gate(classes(), { classes: 2 }, facts), { ...classes(), window: 'later' }),
      ],
      ['numbers', gate(noise(), { classes: 0 })],
      ['numbers over two looks', continueGate(gate(noise(), { classes: 0, lossScale: 0.7 }), noise())],
      [
        'equal numbers',
        gate({ ...noise(), champion: new Float64Array(300), challenger: new Float64Array(300) }, { classes: 0 }),
      ],
      ['one look', gate(classes(), { classes: 2, once: { maxRegression: { auc: 0.02 } } }, facts)],
      [
        'one look by metric',
        gate(classes(), { classes: 2, once: { minImprovement: { auc: 0, macroF1: 0.1 } } }, facts),
      ],
      ['one look at numbers by metric', gate(noise(), { classes: 0, once: { minImprovement: { bias: 0, rmse: 0 } } })],
      ['segments over two looks', continueGate(gate(inHalves(classes()), limited, facts), inHalves(classes()))],
      [
        'segments of numbers',
        gate(inHalves(noise()), { ...limited, classes: 0, segments: { maxRegression: { mae: 0 } } }),
      ],
    ];
  };

  it.each(records())('is replayed byte for byte after it went through JSON: %s', (_, record) => {
    const stored = JSON.stringify(record);
    expect(JSON.stringify(replayGate(JSON.parse(stored)))).toBe(stored);
    expect(Object.keys(gateReasons)).toContain(record.reason);
    expect(stored.length).toBeLessThan(4_000);
  });

  it.each(Object.entries(before))('is replayed as it was before figures were by metric: %s', (_, record) => {
    expect(JSON.stringify(replayGate(record))).toBe(JSON.stringify(record));
  });

  it('shows a verdict that was edited', () => {
    const [, record] = records()[0]!;
    const edited = JSON.stringify({ ...record, verdict: 'promote' });
    expect(JSON.stringify(replayGate(JSON.parse(edited)))).not.toBe(edited);
  });

  it('keeps the circumstances: trigger, data window, champion, actor, metrics of both', () => {
    const [, record] = records()[0]!;
    expect(record.facts).toEqual(facts);
    for (const side of ['champion', 'challenger'] as const)
      expect(record.looks[0]![side]).toMatchObject({ auc: expect.any(Number), accuracy: expect.any(Number) });
  });

  it('is refused when its looks are not those of its kind of decision', () => {
    for (const [kind, record] of records()) {
      const classes = record.settings.classes === 0 ? 2 : 0;
      expect(() => replayGate({ ...record, settings: { ...record.settings, classes } }), kind).toThrow(
        expect.objectContaining({ code: 'MODEL_INVALID' }),
      );
    }
    const [, ofSegments] = records().at(-1)!;
    const { segments: _, ...look } = ofSegments.looks[0]!;
    expect(() => replayGate({ ...ofSegments, looks: [look] })).toThrow(/expected a gate record: looks.0/);
    const byMetric = records().find(([name]) => name === 'one look by metric')![1];
    const { gains: _gains, ...ungained } = byMetric.looks[0]!;
    expect(() => replayGate({ ...byMetric, looks: [ungained] })).toThrow(/expected a gate record: looks.0/);
    const [, regression] = records()[2]!;
    const short = { better: [0], worse: [0] };
    expect(() => replayGate({ ...regression, looks: [{ ...regression.looks[0]!, bets: short }] })).toThrow(
      /expected a gate record: looks.0/,
    );
  });

  it('is the same of numbers in plain arrays', () => {
    const rows = numbers(seededRandom('arrays'), 50, 5, 4);
    const plain = { labels: [...rows.labels], champion: [...rows.champion], challenger: [...rows.challenger] };
    expect(gate(plain as never, { classes: 0 })).toEqual(gate(rows, { classes: 0 }));
    expect(() => gate(undefined as never, { classes: 0 })).toThrow('gate: expected labelled rows, got undefined');
  });

  it('refuses what is no record, no rows, other lengths and unknown options', () => {
    const one = Float64Array.of(1);
    const rows = { labels: one, champion: one, challenger: one };
    expect(() => replayGate({ kind: 'gate' })).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
    expect(() => gate({ ...rows, challenger: new Float64Array(2) }, { classes: 2 })).toThrow(
      /expected 1 predictions of the challenger, got 2/,
    );
    const none = new Float64Array();
    expect(() => gate({ labels: none, champion: none, challenger: none }, { classes: 2 })).toThrow(
      /expected labelled rows/,
    );
    expect(() => gate(rows, { classes: 2, alfa: 0.1 } as never)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
    expect(() => gate(rows, { classes: 1 })).toThrow(/expected 0 for regression/);
  });
});
