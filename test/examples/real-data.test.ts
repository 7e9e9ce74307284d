import { describe, expect, it } from 'vitest';
import { loop } from '../../examples/electricity/main.js';
import { byMonth } from '../../examples/flights/main.js';
import { otherSeason, sameSeason } from '../../examples/weather/main.js';
import { sharedData } from '../shared-data.js';

const drifted = (report: { columns: readonly { column: string; verdict: string }[] }) =>
  report.columns.filter((c) => c.verdict === 'drift').map((c) => c.column);
const folder = (file: string) => sharedData(file)?.slice(0, -file.length - 1);

describe('weather: quarters against the same quarter of 2012', () => {
  it('finds the label of Seattle moved from summer 2013 on, and counts the dry days called rain', async () => {
    const quarters = await sameSeason();
    const seattle = quarters.filter((q) => q.place === 'Seattle');
    const withLabel = seattle.filter((q) => drifted(q.report).includes('weather')).map((q) => q.quarter);
    expect(withLabel).toEqual(['2013-Q3', '2013-Q4', '2014-Q2', '2014-Q3', '2014-Q4', '2015-Q1', '2015-Q2', '2015-Q4']);
    const perYear = ['2013', '2014', '2015'].map((year) =>
      seattle.filter((q) => q.quarter.startsWith(year)).reduce((sum, q) => sum + q.rainOnDryDays, 0),
    );
    expect(perYear).toEqual([9, 0, 0]);
  });

  it('finds New York quiet in more than half of its quarters, and nothing but the season between summer and winter', async () => {
    const quarters = (await sameSeason()).filter((q) => q.place === 'New York');
    expect(quarters.filter((q) => q.report.verdict !== 'drift').length).toBeGreaterThan(quarters.length / 2);
    expect(drifted(await otherSeason())).toHaveLength(5);
  });
});

describe('flights: months against January', () => {
  const data = folder('flight_delays_reference.csv.gz');
  it.skipIf(data === undefined)('finds AIRLINE, alone, from July on, because US vanished and AA grew', async () => {
    for (const { month, report } of await byMonth(data!)) {
      expect(drifted(report), `month ${month}`).toEqual(month < 7 ? [] : ['AIRLINE']);
      if (month < 7) continue;
      expect(report.columns[0]!.moved.vanished).toContainEqual(expect.objectContaining({ category: 'US' }));
      expect(report.columns[0]!.moved.cells.find((cell) => cell.cell === 'AA')!.window).toBeGreaterThan(0.15);
    }
  });

  it.skipIf(data === undefined)(
    'finds delays and cancellations too at a twentieth of the tolerance: the season',
    async () => {
      const strict = (await byMonth(data!)).flatMap(({ strict: report }) => drifted(report));
      expect(new Set(strict)).toEqual(new Set(['CANCELLED', 'DEPARTURE_DELAY', 'AIRLINE']));
    },
  );
});

describe('electricity: 91 days at a time', () => {
  const data = folder('elec2.csv.gz');
  it.skipIf(data === undefined)('names the constant columns that come alive, and retrains', async () => {
    const { reports, promoted, retrained } = await loop(data!);
    for (const report of reports.slice(0, 2)) expect(report.verdict).not.toBe('drift');
    for (const report of reports.slice(3))
      expect(drifted(report)).toEqual(expect.arrayContaining(['vicprice', 'vicdemand', 'transfer']));
    expect(retrained.some((event) => event.phase === 'trained')).toBe(true);
    expect(promoted.length).toBeGreaterThanOrEqual(1);
  });
});
