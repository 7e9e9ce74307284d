import { logisticRegression, Monitor } from 'driftsense';
import { describe, expect, it } from 'vitest';
import {
  decidersLevel,
  expectationLines,
  expectationsOf,
  testedColumns,
  windowsPer,
} from '../../src/cli/expectations.js';
import { durationText } from '../../src/cli/progress.js';
import { checkConfig } from '../../src/config/check-config.js';
import { rowsOf } from '../monitor/loop.js';

const configOf = (yaml: string) => checkConfig(yaml, 'c.yaml', { variables: {}, readFile: () => undefined }).config;
const { reference } = new Monitor({
  reference: rowsOf(2_000, 'expectations'),
  columns: { label: { role: 'label' } },
});

describe('the columns that count for false alarms', () => {
  const names = (yaml: string, trainer = logisticRegression()) => testedColumns(reference, configOf(yaml), trainer);

  it('are those of the reference, and score and prediction of the model', () => {
    expect(names('').length).toBe(reference.columns.length + 2);
    expect(testedColumns(reference, configOf(''), undefined).length).toBe(reference.columns.length);
  });

  it('leave out columns that are switched off or have a threshold of their own, and keep tolerances', () => {
    const tested = names('columns: {amount: {enabled: false}, age: {threshold: 0.2}, channel: {tolerance: 0.5}}');
    expect(tested.length).toBe(reference.columns.length);
    expect(tested.map(({ tolerance }) => tolerance).filter((tolerance) => tolerance !== undefined)).toEqual([0.5]);
  });

  it('keep their weights, and those of the model its settings too', () => {
    const tested = names('columns: {age: {weight: 3}, score: {weight: 2}, prediction: {enabled: false}}');
    expect(tested.length).toBe(reference.columns.length + 1);
    expect(tested.map(({ weight = 1 }) => weight).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 2, 3]);
  });
});

describe('windowsPer', () => {
  it.each([
    ['{windows: 250}', 'file', 250],
    ['{rows: 50000}', '{rows: 500}', 100],
    ['day', '{every: 1h}', 24],
    ['week', '{every: 1d}', 7],
    ['month', '{every: 1mo}', 1],
  ])('%s with windows of %s is %s windows', (per, window, expected) => {
    const config = configOf(`alarm_budget: {per: ${per}}\nwindow: ${window}\n`);
    expect(windowsPer(config.alarm_budget.per, config.window)).toBeCloseTo(expected, 9);
    // Of a budget in rows, half is spent row by row.
    expect(decidersLevel(config)).toBeCloseTo((per.includes('rows') ? 0.45 : 0.9) / expected, 9);
  });
});

describe('expectations in words', () => {
  const tested = testedColumns(reference, configOf(''), logisticRegression());

  it('under a budget in rows: also what is spent row by row', () => {
    const config = configOf('alarm_budget: {per: {rows: 50000}}\nwindow: {rows: 500}');
    expect(expectationLines(expectationsOf(tested, 500, config)).at(-1)).toBe(
      'false alarms row by row: in at most 0.5 % of windows on average',
    );
  });

  it('under a budget: what it costs while nothing moves, and at the tolerance', () => {
    const lines = expectationLines(expectationsOf(tested, 500, configOf('')));
    expect(lines).toEqual([
      expect.stringMatching(
        /^false alarms to expect: under 0\.1 % of windows \(6 tested columns, about 500 rows a window\)$/,
      ),
      expect.stringMatching(
        /^false alarms with every column at its tolerance: 0\.\d % of windows on average, over \d\.\d % for one monitor in twenty$/,
      ),
    ]);
  });

  it('under fixed thresholds: one rate, less with the majority rule, none with no test', () => {
    const rate = (yaml: string) => expectationsOf(tested, 500, configOf(yaml)).still.mean;
    const any = rate('preset: thresholds');
    expect(expectationLines(expectationsOf(tested, 500, configOf('preset: thresholds'))).length).toBe(1);
    expect(any).toBeGreaterThan(0.1);
    expect(rate('drift: {aggregate_rule: majority}')).toBeLessThan(any / 2);
    const off = 'drift: {thresholds: {ks_pvalue_lt: null, psi_gt: null, js_divergence_gt: null, chi2_pvalue_lt: null}}';
    expect(expectationLines(expectationsOf(tested, 500, configOf(off)))[0]).toContain('under 0.1 % of windows');
  });

  it('one monitor in twenty is far over its budget under fixed, not under the other modes', () => {
    const columns = tested.map((column) => ({ ...column, rows: 1_000, tolerance: 0 }));
    const rates = (mode: string) => expectationsOf(columns, 1_000, configOf(`reference_mode: ${mode}`)).still;
    expect(rates('fixed').oneInTwenty).toBeGreaterThan(0.025);
    expect(rates('fixed-conditional').oneInTwenty).toBeLessThan(0.002);
    expect(rates('pooled').oneInTwenty).toBeLessThan(0.02);
    // The budget is kept on average either way, and spent.
    for (const mode of ['fixed', 'pooled']) expect(rates(mode).mean).toBeCloseTo(0.009, 2);
    const [line] = expectationLines(expectationsOf(columns, 1_000, configOf('reference_mode: pooled')));
    expect(line).toMatch(/, once 10 windows have joined the reference\)$/);
  });

  it.each(['fixed', 'fixed-conditional'])(
    'the weight of a column is its share of what is to be expected: %s',
    (mode) => {
      // Of two columns, one alarms at its level while nothing moves; the other tolerates so much that it never does.
      const rate = (weight: number) => {
        const [first] = tested;
        const columns = [
          { ...first!, rows: 20_000, tolerance: 0, weight },
          { ...first!, rows: 20_000, tolerance: 1 },
        ];
        return expectationsOf(columns, 500, configOf(`reference_mode: ${mode}`)).still.mean;
      };
      expect(rate(9) / rate(1)).toBeGreaterThan(1.6);
      expect(rate(9) / rate(1)).toBeLessThan(2);
      expect(rate(9)).toBeLessThan(0.0085);
    },
  );

  it('a tolerance of nothing costs its share while nothing moves', () => {
    const [column] = tested;
    const { still, atTolerance } = expectationsOf([{ ...column!, tolerance: 0 }], 500, configOf(''));
    expect(still.mean).toBeGreaterThan(0.005);
    expect(still.mean).toBeLessThan(0.012);
    expect(Math.abs(atTolerance!.mean - still.mean)).toBeLessThan(0.002);
  });
});

describe('durationText', () => {
  it.each([
    [0, '0 s'],
    [0.2, '1 s'],
    [59.1, '1 min 0 s'],
    [61, '1 min 1 s'],
    [3_599.5, '1 h 0 min'],
    [7_260, '2 h 1 min'],
  ])('%s seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text));
});
