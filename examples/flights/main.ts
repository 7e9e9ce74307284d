// US flights of 2015 by month against January. The airline US ended in July: it merged into AA.
// Run: npx tsx examples/flights/main.ts <folder with flight_delays_*.csv.gz> [report.html]
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Monitor, profile, renderReport, summaryLine, type MonitorColumnOptions, type WindowReport } from 'driftsense';
import { readCsv } from 'driftsense/node';

const months = Array.from({ length: 11 }, (_, k) => `2015-${String(k + 2).padStart(2, '0')}`);
const ignored = { DATE: { enabled: false }, column_1: { enabled: false } };

/** February to December against January. `columns` adds settings of columns to the defaults. */
export async function byMonth(
  folder: string,
  columns: Record<string, MonitorColumnOptions> = {},
): Promise<WindowReport[]> {
  const flights = [
    ...(await readCsv(`${folder}/flight_delays_reference.csv.gz`)),
    ...(await readCsv(`${folder}/flight_delays_current.csv.gz`)),
  ];
  const month = (id: string) => flights.filter(({ DATE }) => String(DATE).startsWith(id));
  const monitor = new Monitor({
    name: 'flights',
    reference: profile(month('2015-01')),
    columns: { ...columns, ...ignored },
    retrain: false,
  });
  const reports: WindowReport[] = [];
  for (const id of months) reports.push(await monitor.process(month(id), { id }));
  return reports;
}

/** A twentieth of the default tolerance for everything that is compared. */
export const strictly = Object.fromEntries(
  ['CANCELLED', 'AIRLINE', 'DEPARTURE_DELAY', 'TAXI_OUT', 'AIR_TIME', 'DISTANCE'].map((name) => [
    name,
    { tolerance: 0.0025 },
  ]),
);

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What is printed: the verdict of every month, and the missing departure delays, which are the cancelled flights. */
export function linesOf(reports: readonly WindowReport[]): string[] {
  return reports.map((report) => {
    const missing = report.quality.find(({ column, kind }) => column === 'DEPARTURE_DELAY' && kind === 'missing')!;
    return `${summaryLine(report)} Missing delays ${percent(missing.reference.share)} → ${percent(missing.share)}${missing.verdict === 'drift' ? ': an alarm' : ''}.`;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder = '../shared/data', file] = process.argv.slice(2);
  const reports = await byMonth(folder);
  console.log(linesOf(reports).join('\n'));
  console.log('\nat a twentieth of the tolerance:');
  for (const report of await byMonth(folder, strictly)) console.log(summaryLine(report));
  if (file !== undefined) writeFileSync(file, renderReport({ monitor: 'flights', reports }));
}
