import { columnSeries, compare, ks, missingShare, psi } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { columnReport, demoReports, flightsReports, report } from '../fixtures/reports.js';

const fixed = (window: readonly number[]) => {
  const column = columnReport({ name: 'x', cells: ['a', 'b'], reference: [500, 500], window, ordered: false });
  const { effect: _, tolerance: __, ...bare } = column.tests[0]!;
  const tests = [
    {
      ...column.tests[1]!,
      test: 'ks',
      threshold: 0.05,
      alarmsWhen: 'below' as const,
      thresholdOf: 'pValue' as const,
      pValue: 0.001,
      logPValue: Math.log(0.001),
    },
    { ...bare, threshold: 0.25, alarmsWhen: 'above' as const, thresholdOf: 'statistic' as const },
  ];
  return { ...column, tests };
};

const onsetAt = (onset: string | number) =>
  columnSeries(demoReports(), { truth: { features: [{ column: 'income', onset }] } })[0]!.onset;

describe('columnSeries', () => {
  it('follows the effect of the decider against its tolerance over all windows', () => {
    const airline = columnSeries(flightsReports())[0]!;
    expect([airline.column, airline.test, airline.measure]).toEqual(['AIRLINE', 'psi', 'effect']);
    expect(airline.points.map(({ window }) => window)[5]).toBe('2015-07');
    expect(airline.points[5]!.value).toBeCloseTo(0.555, 2);
    expect(airline.points.every(({ limit }) => limit === 0.05)).toBe(true);
    expect(airline.points.map(({ verdict }) => verdict === 'drift').lastIndexOf(false)).toBe(4);
  });

  it('puts the column that drifted most often first', () => {
    expect(
      columnSeries(demoReports())
        .slice(0, 3)
        .map(({ column }) => column),
    ).toEqual(['income', 'age', 'visits']);
  });

  it('under fixed thresholds follows the test that raised the flags, p-values as evidence', () => {
    const calm = { ...fixed([500, 500]), decider: 'psi', verdict: 'stable' as const };
    const byKs = { ...fixed([600, 400]), decider: 'ks', verdict: 'drift' as const };
    const [series] = columnSeries([report('1', 1_000, [calm]), report('2', 1_000, [calm]), report('3', 1_000, [byKs])]);
    expect([series!.test, series!.measure]).toEqual(['ks', 'evidence']);
    expect(series!.points[2]!.value).toBeCloseTo(3, 10);
    expect(series!.points[2]!.limit).toBeCloseTo(-Math.log10(0.05), 10);
    const [byPsi] = columnSeries([report('1', 1_000, [{ ...calm, verdict: 'drift' as const }])]);
    expect([byPsi!.test, byPsi!.measure, byPsi!.points[0]!.limit]).toEqual(['psi', 'statistic', 0.25]);
  });

  it.each([
    ['ks', ks(), 'evidence'],
    ['psi', psi(), 'effect'],
    ['missingShare', missingShare(), 'evidence'],
  ] as const)('within the budget %s lies beyond its limit where it drifted', (name, test, measure) => {
    const table = (scale: number, gone: number) => ({
      x: Array.from({ length: 2_000 }, (_, i) => (i % 100 < gone ? null : ((i * 7_919) % 2_003) * scale)),
    });
    const reference = table(1, 0);
    // Fewer and more of the larger values, and missing ones: the distance of KS has either sign.
    const windows = [table(1, 1), table(0.6, 20), table(1.7, 30)];
    const [series] = columnSeries(windows.map((one) => compare(reference, one, { columns: { x: { test } } })));
    expect([series!.test, series!.measure]).toEqual([name, measure]);
    expect(series!.points.map(({ verdict }) => verdict === 'drift')).toEqual([false, true, true]);
    for (const { value, limit, verdict } of series!.points) expect(value! > limit!).toBe(verdict === 'drift');
  });

  it('keeps a place for windows in which the column is missing', () => {
    const column = fixed([500, 500]);
    const points = columnSeries([report('1', 9, [column]), report('2', 9, []), report('3', 9, [column])])[0]!.points;
    expect(points.map(({ window, verdict }) => [window, verdict])).toEqual([
      ['1', column.verdict],
      ['2', 'undecided'],
      ['3', column.verdict],
    ]);
    expect(points[1]!.value).toBeUndefined();
  });

  it('places versions by what served the rows, else by promotions', () => {
    expect(columnSeries(demoReports())[0]!.versions).toEqual([
      { index: 0, version: 1 },
      { index: 19, version: 2 },
    ]);
    const bare = demoReports();
    for (const one of bare) Reflect.deleteProperty(one, 'modelVersion');
    expect(columnSeries(bare, { promotions: [{ window: 'stream_0019.csv', version: 2 }] })[0]!.versions).toEqual([
      { index: 19, version: 2 },
    ]);
  });

  it('takes an onset by window id or by index, and leaves out one that is not among the windows', () => {
    expect([onsetAt('stream_0012.csv'), onsetAt(11), onsetAt('elsewhere'), onsetAt(99)]).toEqual([
      11,
      11,
      undefined,
      undefined,
    ]);
  });
});
