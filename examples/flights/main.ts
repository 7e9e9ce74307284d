// US flights of 2015 by month against January. The airline US ended in July: it merged into AA.
// Run: npx tsx examples/flights/main.ts <folder with flight_delays_*.csv.gz>
import { pathToFileURL } from 'node:url';
import { compare, fromRows, type ColumnReport, type Row, type WindowReport } from 'driftsense';
import { readCsv } from 'driftsense/node';

export interface Month {
  readonly month: number;
  readonly report: WindowReport;
  /** The same month, judged at twentieth of the default tolerance. */
  readonly strict: WindowReport;
}

/** February to December against January, by the six columns that describe a flight. */
export async function byMonth(folder: string): Promise<Month[]> {
  const flights: Row[] = [
    ...(await readCsv(`${folder}/flight_delays_reference.csv.gz`)),
    ...(await readCsv(`${folder}/flight_delays_current.csv.gz`)),
  ];
  const month = (m: number) =>
    fromRows(
      flights
        .filter((row) => Number(String(row['DATE']).slice(5, 7)) === m)
        .map(({ CANCELLED, AIRLINE, DEPARTURE_DELAY, TAXI_OUT, AIR_TIME, DISTANCE }) => ({
          CANCELLED,
          AIRLINE,
          DEPARTURE_DELAY,
          TAXI_OUT,
          AIR_TIME,
          DISTANCE,
        })),
    );
  const january = month(1);
  const strictly = Object.fromEntries(january.names.map((name) => [name, { tolerance: 0.0025 }]));
  return Array.from({ length: 11 }, (_, i) => i + 2).map((m) => ({
    month: m,
    report: compare(january, month(m)),
    strict: compare(january, month(m), { columns: strictly }),
  }));
}

const drifted = (report: WindowReport): ColumnReport[] => report.columns.filter((column) => column.verdict === 'drift');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { month, report, strict } of await byMonth(process.argv[2] ?? '../shared/data')) {
    const quality = report.quality.filter((question) => question.flags && question.verdict === 'drift');
    console.log(`2015-${String(month).padStart(2, '0')}: ${report.verdict}`);
    for (const { column, moved } of drifted(report)) console.log(`    ${column}: ${moved.sentence}`);
    for (const { column, kind, share, reference } of quality)
      console.log(
        `    ${column}: ${kind} ${(100 * reference.share).toFixed(1)} % → ${(100 * share).toFixed(1)} % (cancelled flights have no delay)`,
      );
    console.log(
      `    at tolerance 0.0025: ${
        drifted(strict)
          .map((column) => column.column)
          .join(', ') || 'nothing'
      }`,
    );
  }
}
