import { describe, expect, it } from 'vitest';
import { continueGate, gate, gateReasons, logisticRegression, replayGate, toBatch, type GateRecord } from 'driftsense';
import { seededRandom, type SeededRandom } from '../../../src/stats/random.js';

const nightly = process.env['NIGHTLY'] !== undefined;
const runs = (n: number) => (nightly ? 10 * n : n);
const draw = (size: number, next: () => number) => Float64Array.from({ length: size }, next);
/** Largest count of a binomial with this rate that is still within three standard errors. */
const atMost = (rate: number, n: number) => n * (rate + 3 * Math.sqrt((rate * (1 - rate)) / n));

/** Labels and scores of two models that are right together, or only one of them: shares b and c of the rows. */
function pairedErrors(random: SeededRandom, rows: number, b: number, c: number, bothWrong = 0.12) {
  const labels = draw(rows, () => random.integer(2));
  const champion = new Float64Array(rows);
  const challenger = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const u = random.uniform();
    const championRight = u >= b + bothWrong;
    const challengerRight = u < b || u >= b + bothWrong + c;
    const score = (right: boolean) => (right === (labels[row] === 1) ? 0.8 : 0.2);
    champion[row] = score(championRight);
    challenger[row] = score(challengerRight);
  }
  return { labels, champion, challenger };
}

/** A number and what two models say of it, with errors of the given spreads. */
function numbers(random: SeededRandom, rows: number, championSd: number, challengerSd: number) {
  const labels = draw(rows, () => 100 + 20 * random.normal());
  const shared = draw(rows, () => random.normal());
  const off = (sd: number) => labels.map((label, i) => label + sd * (0.6 * shared[i]! + 0.8 * random.normal()));
  return { labels, champion: off(championSd), challenger: off(challengerSd) };
}

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

  it('does not call no difference a gain', () => {
    expect(gate({ ...rows, challenger: rows.champion }, { classes: 2, once: {} }).verdict).toBe('reject');
  });
});

describe('gate with limits in segments', () => {
  /** Both models in two countries: in DE the challenger is better on 60 rows of 1,000, in FR worse on `harm` of 500. */
  const world = (harm: number) => {
    const parts = [
      pairedErrors(seededRandom('DE'), 1_000, 0.06, 0, 0.1),
      pairedErrors(seededRandom('FR'), 500, 0, harm),
    ];
    const joined = (name: 'labels' | 'champion' | 'challenger') =>
      Float64Array.from(parts.flatMap((part) => Array.from(part[name])));
    const country = [...Array.from({ length: 1_000 }, () => 'DE'), ...Array.from({ length: 500 }, () => 'FR')];
    return { ...{ labels: joined('labels'), champion: joined('champion'), challenger: joined('challenger') }, country };
  };
  const look = (harm: number, window?: string) => {
    const { country, ...rows } = world(harm);
    return { ...rows, segments: { country }, ...(window !== undefined && { window }) };
  };
  const limits = { maxRegression: { accuracy: 0.03 } };

  it('refuses a challenger that is worse in one segment and better in the others, naming it, its rows and both metrics', () => {
    const rows = look(0.05);
    const without = gate(rows, { classes: 2, once: {} });
    expect(without).toMatchObject({ verdict: 'promote' });
    expect(without.looks[0]).not.toHaveProperty('segments');
    const record = gate(rows, { classes: 2, once: {}, segments: limits });
    expect(record).toMatchObject({ verdict: 'reject', reason: 'segment-regressed' });
    const wrong = (side: 'champion' | 'challenger') =>
      rows.labels.reduce((sum, label, i) => sum + (i >= 1_000 && rows[side][i]! >= 0.5 !== (label === 1) ? 1 : 0), 0);
    expect(record.segments).toEqual([
      { column: 'country', value: 'DE', rows: 1_000, verdict: 'kept' },
      {
        ...{ column: 'country', value: 'FR', rows: 500, verdict: 'worse', metric: 'accuracy', allowed: 0.03 },
        champion: (500 - wrong('champion')) / 500,
        challenger: (500 - wrong('challenger')) / 500,
      },
    ]);
    expect(record.segments![1]!.champion! - record.segments![1]!.challenger!).toBeGreaterThan(0.03);
    const lenient = { maxRegression: { accuracy: 0.2 } };
    expect(gate(rows, { classes: 2, once: {}, segments: lenient }).verdict).toBe('promote');
  });

  it('watching, promotes nothing while a segment is worse, lets later rows correct that, and gives up after the looks granted', () => {
    const settings = { classes: 2, maxLooks: 3, segments: limits };
    const first = gate(look(0.05), settings);
    expect(first.logE).toBeGreaterThan(Math.log(100));
    expect(first).toMatchObject({ verdict: 'continue', reason: 'segment-regressed' });
    const corrected = continueGate(first, look(0, 'later'));
    expect(corrected.segments![1]).toEqual({ column: 'country', value: 'FR', rows: 1_000, verdict: 'kept' });
    expect(corrected).toMatchObject({ verdict: 'promote', reason: 'evidence-for' });
    const worse = continueGate(continueGate(first, look(0.05, 'later')), look(0.05, 'last'));
    expect(worse).toMatchObject({ verdict: 'reject', reason: 'segment-regressed', rows: 4_500 });
    expect(worse.segments![1]!.champion).toBeCloseTo(first.segments![1]!.champion!, 12);
  });

  it('names what it could not judge: too few rows, rows without a value, one class, more segments than it keeps', () => {
    const { labels, champion, challenger } = world(0.05);
    const some = Array.from(labels, (label, i) =>
      i < 40 ? 'small' : i < 300 ? undefined : label === 1 ? 'ill' : 'well',
    );
    const each = Array.from(labels, (_, i) => (i < 200 ? i : 'same'));
    const segments = { minRows: 50, maxRegression: { auc: 0.5, accuracy: 0.5 } };
    const rows = { labels, champion, challenger, segments: { some, each } };
    const { segments: out } = gate(rows, { classes: 2, segments });
    const of = (column: string) => out!.filter((segment) => segment.column === column);
    expect(new Set(of('some'))).toEqual(
      new Set([
        { column: 'some', value: 'ill', rows: expect.any(Number), verdict: 'no-metric', metric: 'auc' },
        { column: 'some', value: 'well', rows: expect.any(Number), verdict: 'no-metric', metric: 'auc' },
        { column: 'some', rows: 260, verdict: 'kept' },
        { column: 'some', value: 'small', rows: 40, verdict: 'too-few-rows' },
      ]),
    );
    expect(of('each').length).toBe(51);
    expect(of('each')[0]).toMatchObject({ value: 'same', rows: 1_300, verdict: 'kept' });
    expect(of('each').at(-1)).toEqual({ column: 'each', others: 151, rows: 151, verdict: 'too-many' });
    expect(gate(rows, { classes: 2, segments: { ...segments, columns: ['some'] } }).segments!.length).toBe(4);
  });

  it('measures numbers and three classes in each segment as over all rows', () => {
    const random = seededRandom('segments');
    const all = { ...numbers(random, 600, 5, 4), segments: { all: Array.from({ length: 600 }, () => true) } };
    const ofNumbers = gate(all, { classes: 0, segments: { maxRegression: { mae: 0.1, bias: 10 } } });
    expect(ofNumbers.rows).toBe(480);
    const { champion } = ofNumbers.looks[0]!;
    expect(ofNumbers.looks[0]!.segments).toEqual([
      expect.objectContaining({
        ...{ column: 'all', value: 'true', rows: 480 },
        champion: { mae: champion['mae'], bias: champion['bias'] },
      }),
    ]);
    const labels = draw(90, () => random.integer(3));
    const sure = Float64Array.from(labels).map(() => 0);
    const probabilities = Float64Array.from({ length: 270 }, () => random.uniform());
    const rows = {
      labels,
      champion: probabilities,
      challenger: Float64Array.from({ length: 270 }, () => random.uniform()),
    };
    const record = gate(
      { ...rows, segments: { all: [...sure] } },
      { classes: 3, segments: { maxRegression: { macroF1: 1 } } },
    );
    expect(record.looks[0]!.segments![0]!.challenger['macroF1']).toBe(record.looks[0]!.challenger['macroF1']);
  });

  it('refuses limits for metrics that there are not, and rows that name no segments', () => {
    const rows = look(0);
    const refused = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) as string });
    expect(() => gate(rows, { classes: 2, once: { maxRegression: { mae: 1 } } })).toThrow(
      refused(/gate\.once\.maxRegression\.mae: expected one of accuracy, logLoss, macroF1, auc, brier/),
    );
    expect(() => gate(rows, { classes: 2, segments: { maxRegression: { acuracy: 1 } as never } })).toThrow(
      refused(/gate\.segments\.maxRegression\.acuracy/),
    );
    const { segments: _, ...without } = rows;
    expect(() => gate(without, { classes: 2, segments: limits })).toThrow(refused(/the rows name no segments/));
    expect(() => gate({ ...without, segments: { country: ['DE'] } }, { classes: 2, segments: limits })).toThrow(
      refused(/expected 1500 values of 'country', got 1/),
    );
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
    const [, regression] = records()[2]!;
    const short = { better: [0], worse: [0] };
    expect(() => replayGate({ ...regression, looks: [{ ...regression.looks[0]!, bets: short }] })).toThrow(
      /expected a gate record: looks.0/,
    );
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
