// Real daily weather of NOAA, Seattle and New York, 2012–2015: each quarter against the same quarter of 2012.
// Run: npx tsx examples/weather/main.ts
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { compare, fromRows, type Batch, type WindowReport } from 'driftsense';
import { readCsv } from 'driftsense/node';

const file = createRequire(import.meta.url).resolve('@observablehq/sample-datasets/weather.csv');
const quarterOf = (date: string) => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

export interface Quarter {
  readonly place: string;
  readonly quarter: string;
  /** Days without precipitation that are labelled rain: the label changes its meaning. */
  readonly rainOnDryDays: number;
  readonly report: WindowReport;
}

/** Rows by place and quarter, without the columns that only name them. */
async function quarters(): Promise<Map<string, Batch>> {
  const groups = new Map<string, Record<string, unknown>[]>();
  for (const { location, date, ...measured } of await readCsv(file)) {
    const key = `${String(location)} ${quarterOf(String(date))}`;
    groups.set(key, [...(groups.get(key) ?? []), measured]);
  }
  return new Map([...groups].map(([key, rows]) => [key, fromRows(rows)]));
}

/** Every quarter from 2013 on against the same quarter of 2012. */
export async function sameSeason(): Promise<Quarter[]> {
  const all = await quarters();
  return [...all.keys()]
    .filter((key) => !key.includes(' 2012-'))
    .map((key) => {
      const [place, quarter] = [key.slice(0, -8), key.slice(-7)];
      const window = all.get(key)!;
      const rainOnDryDays = [...window].filter((day) => day['weather'] === 'rain' && day['precipitation'] === 0).length;
      return { place, quarter, rainOnDryDays, report: compare(all.get(`${place} 2012-${quarter.slice(-2)}`)!, window) };
    });
}

/** Summer against winter of one year: the season, which no model needs to be told about. */
export async function otherSeason(): Promise<WindowReport> {
  const all = await quarters();
  return compare(all.get('Seattle 2012-Q1')!, all.get('Seattle 2012-Q3')!);
}

const drifted = ({ columns }: WindowReport) => columns.filter(({ verdict }) => verdict === 'drift');

/** What is printed: each quarter with its verdict, its dry days called rain, and what moved in each drifted column. */
export function linesOf(all: readonly Quarter[], season: WindowReport): string[] {
  return [
    ...all.flatMap(({ place, quarter, rainOnDryDays, report }) => [
      `${place} ${quarter}: ${report.verdict}${rainOnDryDays > 0 ? `, ${rainOnDryDays} dry days called rain` : ''}`,
      ...drifted(report).map(({ column, moved }) => `    ${column}: ${moved.sentence}`),
    ]),
    `Summer against winter: ${season.verdict} in ${drifted(season).length} of ${season.columns.length} columns.`,
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(linesOf(await sameSeason(), await otherSeason()).join('\n'));
