import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderReport } from 'driftsense';
import { readCsv, renderPng } from 'driftsense/node';
import { describe, expect, it, vi } from 'vitest';
import { linesOf as electricityLines, loop } from '../../examples/electricity/main.js';
import { byMonth, linesOf as flightLines, strictly } from '../../examples/flights/main.js';
import { linesOf as weatherLines, otherSeason, sameSeason } from '../../examples/weather/main.js';
import { accuracyChart, weatherChart } from '../../scripts/pictures/example_charts.js';
import { sharedData } from '../shared-data.js';

const drifted = (report: { columns: readonly { column: string; verdict: string }[] }) =>
  report.columns.filter((c) => c.verdict === 'drift').map((c) => c.column);
/** The page of an example shows what the example prints; `npx vitest run test/examples -u` writes it there. */
async function page(example: string, lines: readonly string[]): Promise<void> {
  const path = fileURLToPath(new URL(`../../examples/${example}/README.md`, import.meta.url));
  const block = `\`\`\`text\n${lines.join('\n')}\n\`\`\``;
  const written = readFileSync(path, 'utf8').replace(/^```text\n[^]*?^```$/m, () => block);
  await expect(written).toMatchFileSnapshot(path);
}

/** Its picture is the chart of this very run; otherwise: npm run build && npm run docs:pictures -- <folder>. */
async function picture(file: string, svg: string): Promise<void> {
  const shown = readFileSync(new URL(`../../examples/${file}`, import.meta.url));
  expect(shown.equals(await renderPng(svg))).toBe(true);
}

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
    const rows = [
      ...(await readCsv(createRequire(import.meta.url).resolve('@observablehq/sample-datasets/weather.csv'))),
    ];
    const dryRain = rows.filter(
      (day) =>
        day['location'] === 'Seattle' &&
        String(day['date']).startsWith('2012') &&
        day['weather'] === 'rain' &&
        day['precipitation'] === 0,
    );
    expect(dryRain).toHaveLength(35);
  });

  it('finds New York quiet in more than half of its quarters, and nothing but the season between summer and winter', async () => {
    const quarters = (await sameSeason()).filter((q) => q.place === 'New York');
    expect(quarters.filter((q) => q.report.verdict !== 'drift').length).toBeGreaterThan(quarters.length / 2);
    expect(drifted(await otherSeason())).toHaveLength(5);
    await page('weather', weatherLines(await sameSeason(), await otherSeason()));
    await picture('weather/weather.png', weatherChart(await sameSeason()));
  });
});

describe('flights: months against January', () => {
  const data = folder('flight_delays_reference.csv.gz');
  it.skipIf(data === undefined)('finds AIRLINE, alone, from July on, because US vanished and AA grew', async () => {
    const reports = await byMonth(data!);
    expect(reports).toHaveLength(11);
    for (const [k, report] of reports.entries()) {
      expect(drifted(report), report.window.id).toEqual(k < 5 ? [] : ['AIRLINE']);
      if (k < 5) continue;
      expect(report.columns[0]!.moved.vanished).toContainEqual(expect.objectContaining({ category: 'US' }));
      expect(report.columns[0]!.moved.cells.find((cell) => cell.cell === 'AA')!.window).toBeGreaterThan(0.15);
    }
    await page('flights', flightLines(reports));
  });

  it.skipIf(data === undefined)(
    'sees the cancelled flights of February, and does not alarm: the missing share moves by hardly more than its tolerance',
    async () => {
      const [february] = await byMonth(data!);
      const missing = february!.quality.find((q) => q.column === 'DEPARTURE_DELAY' && q.kind === 'missing')!;
      expect([missing.reference.share, missing.share].map((share) => Number(share.toFixed(3)))).toEqual([0.023, 0.046]);
      expect(missing).toMatchObject({ verdict: 'immaterial', tolerance: 0.02 });
    },
  );

  it.skipIf(data === undefined)(
    'finds delays and cancellations too at a twentieth of the tolerance: the season',
    async () => {
      const strict = (await byMonth(data!, strictly)).flatMap((report) => drifted(report));
      const months = Object.fromEntries(
        [...new Set(strict)].map((name) => [name, strict.filter((n) => n === name).length]),
      );
      expect(months).toEqual({ CANCELLED: 8, DEPARTURE_DELAY: 6, AIRLINE: 8 });
    },
  );

  it.skipIf(data === undefined)(
    'alarms about the cancelled flights of February at a smaller tolerance of missing values',
    async () => {
      const [february] = await byMonth(data!, { DEPARTURE_DELAY: { missingTolerance: 0.01 } });
      const alarms = february!.quality.filter(({ flags, verdict }) => flags && verdict === 'drift');
      expect(alarms.map(({ column }) => column)).toEqual(['DEPARTURE_DELAY']);
    },
  );

  it.skipIf(data === undefined)('takes the six lines of its page', async () => {
    const text = readFileSync(new URL('../../examples/flights/README.md', import.meta.url), 'utf8');
    const code = /^```ts no-run\n(.*?)^```$/ms.exec(text)![1]!;
    expect(code.split('\n').filter((line) => line.trim() !== '')).toHaveLength(6);
    const file = fileURLToPath(new URL('../../.snippets/flights.ts', import.meta.url));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${code.replaceAll("'data/", `'${data!}/`)}\nexport {};\n`);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await import(/* @vite-ignore */ file);
      const printed = log.mock.calls.map(([line]) => String(line));
      expect(printed).toHaveLength(3);
      for (const line of printed) expect(text).toContain(line.replace(/ → .*/, ''));
    } finally {
      log.mockRestore();
      rmSync(file);
    }
  });

  it.skipIf(data === undefined)('makes a report of less than 0.3 MB', async () => {
    const html = renderReport({ monitor: 'flights', reports: await byMonth(data!) });
    expect(Buffer.byteLength(html)).toBeLessThan(300_000);
  });
});

describe('electricity: 91 days at a time', () => {
  const data = folder('elec2.csv.gz');
  it.skipIf(data === undefined)('names the constant columns that come alive, and retrains', async () => {
    const { reports, promoted, retrained } = await loop(data!);
    for (const report of reports.slice(0, 2)) expect(report.verdict).not.toBe('drift');
    expect(reports.at(-1)).toMatchObject({ verdict: 'undecided', window: { rows: 34 * 48, partial: true } });
    for (const report of reports.slice(3, -1))
      expect(drifted(report)).toEqual(expect.arrayContaining(['vicprice', 'vicdemand', 'transfer']));
    expect(retrained.some((event) => event.phase === 'trained')).toBe(true);
    expect(promoted.length).toBeGreaterThanOrEqual(1);
    await page('electricity', electricityLines({ reports, promoted, retrained }));
    await picture('electricity/accuracy.png', accuracyChart(reports));
  });
});
