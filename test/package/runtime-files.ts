import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  logisticRegression,
  memoryClock,
  Monitor,
  rowBuffer,
  schedule,
  trainInitialModel,
  type DriftSenseError,
} from 'driftsense';
import { csvFiles, fileCheckpoint, fileRegistry, nodeHttp, readCsv, workerExecutor } from 'driftsense/node';
import { scenario } from './runtime-scenario.js';

/** A small problem with a label that two columns decide, as the text of a CSV file. */
function csv(rows: number, seed: number, shift: number): string {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff) / 0x7f_ff_ff_ff;
  const lines = Array.from({ length: rows }, () => {
    const [amount, age] = [next() + next() + shift, next() + next()];
    return `${amount.toFixed(4)},${age.toFixed(4)},${'abc'[Math.floor(next() * 3)]},${amount + age + next() > 2.5 ? 1 : 0}`;
  });
  return `amount,age,shop,label\n${lines.join('\n')}\n`;
}

/** Reads files, trains, registers, promotes, judges each file, keeps checkpoints and goes on from them. */
async function files(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-runtime-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('train.csv'), csv(2_000, 1, 0));
  const days = [csv(400, 2, 0), csv(400, 3, 0.6), csv(400, 4, 0.6)];
  days.forEach((text, i) => writeFileSync(at(`day_${i}.csv`), i === 1 ? gzipSync(text) : text));
  const options = async () =>
    ({
      reference: await readCsv(at('train.csv')),
      window: 'file',
      trainer: logisticRegression(),
      registry: fileRegistry(at('models')),
      checkpoint: fileCheckpoint(at('state')),
      training: rowBuffer({ rows: 5_000 }),
      clock: memoryClock(),
      columns: { label: { role: 'label' } },
      retrain: { on: 'either', mode: 'auto', confirm: { windows: 1, of: 1 }, cooldown: { windows: 0 }, minRows: 100 },
    }) as const;
  await trainInitialModel(await options());
  const told: unknown[] = [];
  // The second life finds the first file judged and goes on with the others.
  for (const upTo of [1, 3]) {
    const monitor = new Monitor(await options());
    monitor.on('error', ({ code, message }) => told.push({ code, message: message.replaceAll(folder, '.') }));
    for await (const report of monitor.run(csvFiles(at('day_*.csv')))) {
      told.push({ report: { ...report, window: report.window.id } });
      if (told.length >= upTo) break;
    }
    await monitor.settled();
    await monitor.close();
  }
  const versions = [];
  for await (const version of fileRegistry(at('models')).list()) versions.push(version);
  rmSync(folder, { recursive: true });
  const refused = await nodeHttp
    .request({ url: 'https://127.0.0.1:9/secret', method: 'POST', body: '{}', allowPrivate: true })
    .then(String, ({ code, details }: DriftSenseError) => ({ code, details }));
  return { told, versions, refused };
}

function refusal(start: () => unknown): string {
  try {
    start();
    return 'no refusal';
  } catch (error) {
    return (error as DriftSenseError).code;
  }
}

/** Reads a large file and counts a large window, both without threads and both in threads: the reports must be the same. */
async function threads(): Promise<string> {
  if ('Deno' in globalThis) return refusal(() => workerExecutor());
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-runtime-'));
  const file = join(folder, 'large.csv');
  writeFileSync(file, csv(2_000, 1, 0));
  const reference = await readCsv(file);
  writeFileSync(file, csv(300_000, 5, 0.1));
  const reports: string[] = [];
  const failures: string[] = [];
  for (const executor of [undefined, workerExecutor({ workers: 2 })]) {
    const window = await readCsv(file, executor ? { threads: 2 } : {});
    const monitor = new Monitor({ reference, executor, clock: memoryClock(), retrain: false });
    monitor.on('error', ({ message }) => failures.push(message));
    reports.push(JSON.stringify(await monitor.process(window)));
    await monitor.close();
  }
  rmSync(folder, { recursive: true });
  return failures.length === 0 && reports[0] === reports[1] ? 'alike' : [...failures, ...reports].join('\n');
}

// Without the hashes of profiles: scores are among the values, and their last bits are the engine's.
const told = JSON.stringify(await files(), (key, value: unknown) => (key === 'hash' ? undefined : value));
const inThreads = await threads();
console.log(JSON.stringify({ core: JSON.parse(await scenario()), files: JSON.parse(told), inThreads }));
// A schedule keeps no process alive.
schedule(() => undefined, { every: '1h' });
