// The Electricity market of New South Wales, 1996–1998, in windows of 91 days (4,368 half hours) against the first.
// Run: npx tsx examples/electricity/main.ts <folder with elec2.csv.gz>
import { pathToFileURL } from 'node:url';
import {
  logisticRegression,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type MonitorEvents,
  sliceBatch,
  type WindowReport,
} from 'driftsense';
import { readCsv } from 'driftsense/node';

const window = 4_368;

export interface Run {
  readonly reports: readonly WindowReport[];
  readonly retrained: readonly MonitorEvents['retrain'][];
  readonly promoted: readonly number[];
}

/** Trains on the first 91 days and lets the loop run over the rest: it retrains, asks the gate and promotes by itself. */
export async function loop(folder: string): Promise<Run> {
  const market = await readCsv(`${folder}/elec2.csv.gz`);
  const options = {
    name: 'electricity',
    reference: sliceBatch(market, 0, window),
    columns: { class: { role: 'label', type: 'categorical' }, period: { enabled: false } },
    window: { rows: window },
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 3 * window }),
    registry: memoryRegistry(),
    retrain: { mode: 'auto', strategy: 'replace' },
  } as const;
  await trainInitialModel(options);
  const monitor = new Monitor(options);
  const retrained: MonitorEvents['retrain'][] = [];
  const promoted: number[] = [];
  monitor.on('retrain', (event) => retrained.push(event));
  monitor.on('promoted', ({ version }) => promoted.push(version));
  const reports: WindowReport[] = [];
  for await (const report of monitor.run([sliceBatch(market, window, market.size)])) {
    reports.push(report);
    await monitor.settled(); // so that the next window meets the model that this one led to
  }
  return { reports, retrained, promoted };
}

/** What is printed: verdict, accuracy and decision of every window, and the columns that drifted. */
export function linesOf({ reports, promoted }: Run): string[] {
  const lines = reports.map(({ window: { id }, verdict, columns, concept, performance, decision, modelVersion }) => {
    const names = columns.filter((one) => one.verdict === 'drift').map(({ column }) => column);
    const found = verdict === 'undecided' ? 'no verdict' : `drift in ${names.join(', ') || 'no column'}`;
    const accuracy = performance?.metrics['accuracy']?.value.toFixed(3);
    return `window ${id}: model ${modelVersion}, accuracy ${accuracy}${concept?.drift ? ', concept drift' : ''}, ${decision.action} (${decision.reason}); ${found}`;
  });
  return [...lines, `promoted: ${promoted.join(', ') || 'none'}`];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(linesOf(await loop(process.argv[2] ?? '../shared/data')).join('\n'));
