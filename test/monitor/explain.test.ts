import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, explain, Monitor, memoryAlerter, minimumDetectableEffect } from '../../src/index.js';
import type { Alerter, CompareOptions, DataDriftTest, MonitorJson, WindowReport } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { pass } from '../act/alert/messages.js';
import { anyReport } from '../show/arbitrary-report.js';
import { rowsOf, type Change } from './loop.js';

const reference = rowsOf(4_000, 'reference');
const label = { label: { role: 'label' } } as const;
const windowOf = (change: Change, options: CompareOptions = {}, n = 500) =>
  compare(reference, rowsOf(n, 'window', change), { ...options, columns: { ...label, ...options.columns } });
const text = (report: WindowReport, column: string, options?: Parameters<typeof explain>[2]) =>
  explain(report, column, options).sentences.join('\n');

describe('explain, from a report alone', () => {
  it('says of a column that drifted how far it moved, by which evidence, and what moved', () => {
    const report = windowOf({ shift: 1 });
    const said = explain(report, 'amount');
    expect(said).toMatchObject({ column: 'amount', window: 'window-1', verdict: 'drift', alarmed: true });
    expect(said.evidence).toMatchObject({ test: 'psi', tolerance: 0.05, rank: 1, of: 4 });
    const [answer, effect, significance] = said.sentences;
    expect(answer).toBe('Alarm: amount drifted in window window-1: a change beyond the tolerance.');
    expect(effect).toMatch(/^Effect: psi 0\.\d+ \(0\.\d+ to [\d.]+\), tolerance 0\.05\.$/);
    // Holm: the smallest of four p-values has a quarter of the deciders' .009.
    expect(significance).toMatch(
      /^p \d.*e-\d+ for "no more than the tolerance"; an alarm needs p at most 0\.0023 \(rank 1 of the 4 columns that share the budget\)\.$/,
    );
    expect(said.sentences.find((sentence) => sentence.startsWith('What moved: '))).toContain('mean');
    expect(said.sentences.at(-1)).toBe('Retraining: none; drift in too few windows yet (1 of 2 windows).');
  });

  it('says of a column that has drifted since an earlier window which that was: not in that window, nor in one without drift', async () => {
    const monitor = new Monitor({ reference, columns: label, concept: false, retrain: false });
    const said: unknown[] = [];
    for (const [window, shift] of [0, 1, 1, 0, 1].entries()) {
      // A column of too few values neither goes on with a run nor ends one.
      for (const id of [`w${window}`, ...(window === 1 ? ['few'] : [])]) {
        const report = await monitor.process(rowsOf(id === 'few' ? 20 : 500, id, { shift }), { id });
        const { verdict, moved } = report.columns.find(({ column }) => column === 'amount')!;
        const sentence = explain(report, 'amount').sentences.find((one) => one.startsWith('It has drifted'));
        said.push([id, verdict, moved.since, sentence]);
      }
    }
    await monitor.close();
    expect(said).toEqual([
      ['w0', 'stable', undefined, undefined],
      ['w1', 'drift', 'w1', undefined],
      ['few', 'undecided', undefined, undefined],
      ['w2', 'drift', 'w1', 'It has drifted since window w1.'],
      ['w3', 'stable', undefined, undefined],
      ['w4', 'drift', 'w4', undefined],
    ]);
  });

  it('says where a test looked at samples, how large they were and how they were drawn', () => {
    const medians: DataDriftTest<'sample'> = {
      name: 'medians',
      appliesTo: ['numeric'],
      needs: ['sample'],
      threshold: 1,
      compare: (before, now) => ({ statistic: Math.abs(before.sample[0]! - now.sample[0]!) }),
    };
    const table = (n: number) => ({ x: Float64Array.from({ length: n }, (_, i) => Math.sin(i) / 4) });
    const options: CompareOptions = { columns: { x: { test: medians } }, seed: 3 };
    expect(text(compare(table(6_000), table(300), options), 'x')).toContain(
      'medians looked at samples: 300 of 300 values of the window, 5,000 of 6,000 of the reference, drawn with seed 3.',
    );
    expect(text(compare(table(600), table(300), options), 'x')).not.toContain('samples');
  });

  it('says of a stable column which change the window would have shown', () => {
    const said = explain(windowOf({}), 'age');
    expect(said).toMatchObject({ verdict: 'stable', alarmed: false });
    expect(said.sentences[0]).toBe('No alarm for age in window window-1: no change beyond chance.');
    const [known] = minimumDetectableEffect(
      { age: reference.column('age') as Float64Array },
      {
        windowSize: 500,
        level: said.evidence!.level,
      },
    );
    expect(said.evidence!.smallest!.psi).toBeCloseTo(known!.psi, 10);
    expect(said.evidence!.smallest!.shift).toBeCloseTo(known!.shift!, 10);
    expect(said.sentences.join('\n')).toContain(
      `With 500 values against 4,000 of the reference, a change is found four times in five from a divergence of ${Number(known!.psi.toPrecision(3))} on, or a shift of ${Number(known!.shift!.toPrecision(3))} standard deviations.`,
    );
    expect(explain(windowOf({}), 'channel').evidence!.smallest).not.toHaveProperty('shift');
  });

  it('says of an immaterial change that it is real, and what would tell it', () => {
    const report = windowOf({ shift: 0.2 });
    const said = text(report, 'amount');
    expect(said).toMatch(/^No alarm for amount .*: a change beyond chance, but not beyond the tolerance\.$/m);
    expect(said).toMatch(
      /^p \S+ for "no change": the change is real, .* A smaller tolerance of the column would tell it\.$/m,
    );
    const told = windowOf({ shift: 0.2 }, { columns: { amount: { tolerance: 0 } } });
    expect(text(told, 'amount')).toMatch(/^Alarm: amount drifted/);
    expect(text(told, 'amount')).toContain('for "no change"; an alarm needs');
  });

  it('counts rows that depend on one another for less, and says so', () => {
    const slow = (n: number, phase: number) => ({ x: Array.from({ length: n }, (_, i) => Math.sin((i + phase) / 60)) });
    const report = compare(slow(4_000, 0), slow(500, 9));
    const { dispersion } = report.columns[0]!.tests[0]!;
    expect(dispersion).toBeGreaterThan(1);
    expect(text(report, 'x')).toMatch(/Its rows depend on one another: they count [\d.,]+ times less\./);
    const alone = explain(windowOf({}), 'age').evidence!.smallest!.psi;
    expect(explain(report, 'x').evidence!.smallest!.psi).toBeGreaterThan(alone);
  });

  it('says how many rows a verdict needs', () => {
    const said = text(windowOf({}, {}, 12), 'age');
    expect(said).toMatch(/^No verdict on age in window window-1: too few rows for a verdict\.$/m);
    expect(said).toContain('12 values in the window and 4,000 in the reference; a verdict needs 30 on either side.');
  });

  it('calls a warning a warning, at five times the budget', () => {
    const shifts = Array.from({ length: 60 }, (_, i) => 0.3 + i / 400);
    const warned = shifts
      .map((shift) => windowOf({ shift }))
      .find(({ columns }) => columns.some(({ column, verdict }) => column === 'amount' && verdict === 'warning'));
    expect(text(warned!, 'amount')).toMatch(/^No alarm, but a warning for amount .*five times the budget\.$/m);
  });

  it('keeps apart what alarmed: the values or their quality', () => {
    const report = windowOf({ missing: 0.3 });
    const said = explain(report, 'amount');
    expect(said).toMatchObject({ verdict: 'stable', alarmed: true });
    expect(said.sentences[0]).toBe(
      'Alarm: the data quality of amount changed in window window-1 (missing values). Its values: no change beyond chance.',
    );
    expect(said.sentences.join('\n')).toMatch(
      /^Missing values: 2\d\.?\d* % \(1\d\d rows\), reference 0 %, tolerance 2 %, p \S+: drift, the share of missing values changed\.$/m,
    );
    expect(explain(report, 'age').alarmed).toBe(false);
    expect(text(report, 'age')).not.toContain('Retraining');
  });

  it('says of questions that only inform that they cannot flag', () => {
    const report = compare({ x: [...Array(300).keys()] }, { x: [...Array(100).keys()].map((x) => 3 * x + 290) });
    expect(text(report, 'x')).toMatch(/^Values out of range: .*; this question informs and cannot flag a window\.$/m);
  });

  it('names fixed thresholds, on either side of them, and no share of a budget', () => {
    const said = explain(windowOf({ shift: 0.2 }, { preset: 'thresholds' }), 'amount');
    expect(said.evidence).toBeUndefined();
    const lines = said.sentences.filter((sentence) => sentence.includes('threshold.'));
    expect(lines).toEqual([
      expect.stringMatching(/^Alarm: amount drifted in window window-1: beyond its fixed threshold\.$/),
      expect.stringMatching(/^ks: p \S+, alarms below 0\.05: beyond its fixed threshold\.$/),
      expect.stringMatching(/^psi: [\d.]+, alarms above 0\.25: within its threshold\.$/),
      expect.stringMatching(/^jsDivergence: [\d.]+, alarms above 0\.1: within its threshold\.$/),
    ]);
  });

  it('says when a column drifted and the window did not', () => {
    const report = windowOf(
      { shift: 2 },
      { preset: 'thresholds', aggregate: 'majority', columns: { label: { role: 'ignore' } } },
    );
    expect(report.verdict).toBe('warning');
    const said = explain(report, 'amount');
    expect(said.alarmed).toBe(false);
    expect(said.sentences[0]).toBe(
      'No alarm: amount drifted in window window-1 (beyond its fixed threshold), but fewer than half of the columns drifted.',
    );
  });

  it('explains columns that were not compared', () => {
    const broken: DataDriftTest = {
      name: 'broken',
      appliesTo: ['numeric'],
      compare() {
        throw new Error('no such luck');
      },
    };
    const rows = (n: number) => Array.from({ length: n }, (_, i) => i);
    const before = {
      off: rows(200),
      gone: rows(200),
      one: rows(200).fill(7),
      id: rows(200).map((i) => `row ${i}`),
      bad: rows(200),
    };
    const { gone: _, ...rest } = before;
    const report = compare(
      before,
      { ...rest, extra: rows(200) },
      {
        columns: { off: { enabled: false }, bad: { test: broken } },
      },
    );
    expect(text(report, 'off')).toContain('It is switched off (enabled: false); nothing was tested.');
    expect(text(report, 'gone')).toMatch(
      /^Alarm: the data quality of gone changed .* \(schema\)\. Its values: the column is not in the window\.$/m,
    );
    expect(text(report, 'one')).toMatch(/^No verdict on one .*: one and the same value on both sides\.$/m);
    expect(text(report, 'id')).toContain('give the column the role id, or a type');
    expect(text(report, 'bad')).toContain("broken failed: TEST_FAILED: data-drift test 'broken': no such luck.");
    const extra = explain(report, 'extra');
    expect(extra).not.toHaveProperty('verdict');
    expect(extra.sentences).toEqual([
      'No verdict on extra in window window-1: the reference has no such column.',
      expect.stringMatching(/^Schema: extra-column, 200 rows: /),
    ]);
  });

  it('says what watching rows one by one came to, where the budget is in rows', async () => {
    const monitor = new Monitor({
      reference,
      columns: { label: { role: 'ignore' } },
      window: { rows: 500 },
      alarmBudget: { falseAlarms: 1, per: { rows: 100_000 } },
    });
    const calm = await monitor.process(rowsOf(500, 'calm'));
    expect(text(calm, 'amount')).toMatch(
      /^Row by row: no alarm about it in 500 rows; the evidence of all columns stands at [\d.]+ % of its limit\.$/m,
    );
    const moved = await monitor.process(rowsOf(500, 'moved', { shift: 2 }));
    expect(text(moved, 'amount')).toMatch(
      /^Row by row: the evidence reached its limit at row \d+, [\d.>]+ % of it by values higher since row \d+; 0\.0\d+ false alarms were to be expected by then, at most\.$/m,
    );
    await monitor.close();
  });

  it('is plain JSON, from a report that was one, and shows no control characters of names', () => {
    const odd = 'a\u001b[31m\nb';
    const report = compare({ [odd]: [...Array(100).keys()] }, { [odd]: [...Array(100).keys()].map((x) => x + 50) });
    const said = explain(JSON.parse(JSON.stringify(report)) as WindowReport, odd);
    expect(said).toEqual(explain(report, odd));
    expect(JSON.parse(JSON.stringify(said))).toEqual(said);
    // oxlint-disable-next-line no-control-regex -- it is what must not be there
    expect(said.sentences.filter((sentence) => /[\u0000-\u001f]/.test(sentence))).toEqual([]);
  });

  it('has an answer for every column of any report, in whole sentences', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const { column } of report.columns) {
          const { sentences, alarmed } = explain(report, column);
          expect(sentences.length).toBeGreaterThan(0);
          expect(alarmed && report.verdict !== 'drift').toBe(false);
          for (const sentence of sentences) {
            expect(sentence).toMatch(/[.?]$/);
            expect(sentence).not.toMatch(/\b(?:NaN|undefined|Infinity)\b/);
          }
        }
      }),
    );
  });

  it('refuses a column that is none, naming the nearest', () => {
    expect(() => explain(windowOf({}), 'amuont')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN', message: expect.stringContaining("did you mean 'amount'?") }),
    );
    expect(() => explain(windowOf({}), 'amount', { history: [], alerts: { clearAfter: 0 } })).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
    expect(() => explain(windowOf({}), 'amount', { state: {} as MonitorJson })).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });
});

describe('explain, with what became of the alert', () => {
  const calm = {};
  const drift = { shift: 1 };

  async function run(changes: readonly Change[], options: Partial<ConstructorParameters<typeof Monitor>[0]> = {}) {
    const clock = memoryClock(Date.UTC(2026, 10, 29));
    const monitor = new Monitor({
      name: 'shop',
      reference,
      columns: label,
      concept: false,
      alerters: [memoryAlerter()],
      clock,
      ...options,
    });
    const reports: WindowReport[] = [];
    for (const [i, change] of changes.entries())
      reports.push(await monitor.process(rowsOf(500, `w${i}`, change), { id: `w${i}` }));
    await monitor.settled();
    return { monitor, reports, clock };
  }

  it('says that it is not confirmed yet', async () => {
    const alerts = { confirm: { windows: 2, of: 3 } };
    const { monitor, reports } = await run([calm, drift], { alerts });
    const line =
      "No alert 'data drift' yet: it fired in 1 of the last 2 windows, and 2 of 3 confirm it (alerts.confirm).";
    expect(explain(reports[1]!, 'amount', { history: reports, alerts }).sentences.at(-1)).toBe(line);
    expect(explain(reports[1]!, 'amount', { state: monitor.toJSON(), alerts }).sentences.at(-1)).toBe(line);
    // Of a column that had no part in it nothing is said.
    expect(text(reports[1]!, 'age', { history: reports, alerts })).not.toContain('alert');
  });

  it('says since when it is open and when it is repeated, the same from the reports as from the state', async () => {
    const { monitor, reports } = await run([drift, drift, drift]);
    const lines = [
      "The alert 'data drift' is open since window w0 and fired in 3 windows.",
      'Its last message came 2 windows ago; while it goes on the next comes in 5 windows (alerts.remindEvery).',
    ];
    expect(explain(reports[2]!, 'amount', { history: reports }).sentences.slice(-2)).toEqual(lines);
    expect(explain(reports[2]!, 'amount', { history: reports.slice(0, 2) }).sentences.slice(-2)).toEqual(lines);
    expect(explain(reports[2]!, 'amount', { state: monitor.toJSON() }).sentences.slice(-2)).toEqual(lines);
    expect(text(reports[0]!, 'amount', { history: reports })).toContain('Its last message came with the last window');
    expect(text(reports[2]!, 'amount', { history: reports, alerts: { remindEvery: false } })).toContain(
      'it is never repeated',
    );
  });

  it('says since when the column has drifted, while it does', async () => {
    const { reports } = await run([drift, drift, { shift: 0.2 }]);
    expect(text(reports[0]!, 'amount')).not.toContain('It has drifted');
    expect(text(reports[1]!, 'amount')).toContain('It has drifted since window w0.');
    expect(reports[2]!.columns.find(({ column }) => column === 'amount')!.verdict).toBe('immaterial');
    expect(text(reports[2]!, 'amount')).not.toContain('It has drifted');
  });

  it('says that it was acknowledged, until when, and that it is about to end', async () => {
    const { monitor, reports } = await run([drift]);
    await monitor.acknowledge('shop/data-drift', { as: 'benign', until: '2026-12-01T00:00:00Z' });
    await monitor.process(rowsOf(500, 'calm'), { id: 'w1' });
    const said = text(reports[0]!, 'amount', { state: monitor.toJSON() });
    expect(said).toContain('It was acknowledged as benign on 2026-11-29: no reminders until 2026-12-01T00:00Z.');
    expect(said).toContain('It has been clean for 1 window; it ends after 2 in a row.');
    await monitor.process(rowsOf(500, 'calm again'), { id: 'w2' });
    expect(text(reports[0]!, 'amount', { state: monitor.toJSON() })).toContain("No alert 'data drift' is open.");
  });

  it('names the channel that has not delivered it', async () => {
    const dead: Alerter = {
      name: 'pager',
      async send() {
        throw new Error('down');
      },
    };
    const clock = memoryClock(Date.UTC(2026, 10, 29));
    const monitor = new Monitor({ name: 'shop', reference, columns: label, concept: false, alerters: [dead], clock });
    const report = await monitor.process(rowsOf(500, 'w0', { ...drift, missing: 0.3 }), { id: 'w0' });
    const said = () => text(report, 'amount', { state: monitor.toJSON() });
    // One about the drift, and one about the missing values.
    expect(said().match(/^1 message not delivered yet on pager\.$/gm)).toHaveLength(2);
    expect(text({ ...report, quality: [] }, 'amount', { state: monitor.toJSON() })).toMatch(/^1 message not del/m);
    await pass(clock, 120_000, 10_000);
    expect(said()).toMatch(/^1 message not delivered yet on pager, which has not worked since window w0\.$/m);
  });

  it('says that a message waits for the state to be saved', async () => {
    const { monitor } = await run([]);
    let state: MonitorJson | undefined;
    monitor.on('alert', () => {
      state ??= structuredClone(monitor.toJSON());
    });
    const report = await monitor.process(rowsOf(500, 'w0', drift), { id: 'w0' });
    expect(text(report, 'amount', { state: state! })).toContain(
      'A message is decided and leaves once the state is saved.',
    );
    await monitor.settled();
    expect(text(report, 'amount', { state: monitor.toJSON() })).not.toContain('is decided');
  });

  it('knows the alerts on quality and schema besides', async () => {
    const { reports } = await run([{ missing: 0.3 }]);
    expect(text(reports[0]!, 'amount', { history: [] })).toContain(
      "The alert 'data quality changed' is open since window w0 and fired in 1 window.",
    );
    const { monitor } = await run([]);
    const report = await monitor.process({ age: [1, 2], channel: ['web', 'app'], label: ['yes', 'no'] });
    expect(text(report, 'amount', { history: [] })).toContain("The alert 'schema broken' is open");
  });
});
