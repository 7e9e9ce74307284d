// A newcomer's first hour: installing, importing, the flights of examples/flights, the report.
// Run: npm run build && npm run bench:first-hour -- <folder with flight_delays_*.csv.gz>
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-first-hour-'));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

interface Run {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly printed: string;
}

/** A module in a process of its own: wall time, processor time and peak memory. */
function node(code: string): Run {
  const file = join(folder, 'run.mjs');
  writeFileSync(file, `${code}\nconst end = process.resourceUsage();\nprocess.stderr.write(JSON.stringify(end));`);
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('node', [file], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr) as NodeJS.ResourceUsage;
  return {
    seconds: (performance.now() - start) / 1_000,
    processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1_024,
    printed: stdout,
  };
}

const sizeOf = (path: string): number =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const entry = statSync(join(path, name));
    return sum + (entry.isFile() ? entry.size : 0);
  }, 0);

const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
  encoding: 'utf8',
});
const tarball = join(folder, (JSON.parse(packed) as { filename: string }[])[0]!.filename);
writeFileSync(join(folder, 'package.json'), '{ "private": true }');
const started = performance.now();
execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
const installed = (performance.now() - started) / 1_000;
const modules = join(folder, 'node_modules');
const packages = readdirSync(modules).filter((name) => !name.startsWith('.')).length;
console.log(
  `install with a warm cache: ${installed.toFixed(1)} s, ${packages} packages, ${(sizeOf(modules) / 1e6).toFixed(0)} MB`,
);

const times = (code: string) => Array.from({ length: 9 }, () => node(code));
const [bare, core, all] = ['', "await import('driftsense');", "await import('driftsense/node');"].map(times);
for (const [name, runs] of [
  ['driftsense', core!],
  ['driftsense/node', all!],
] as const) {
  const over = (of: (run: Run) => number) => ((median(runs.map(of)) - median(bare!.map(of))) * 1_000).toFixed(0);
  console.log(
    `import '${name}', beyond a bare process: ${over((run) => run.seconds)} ms, processor ${over((run) => run.processorSeconds)} ms`,
  );
}

const data = process.argv[2];
if (data !== undefined) {
  const flights = node(`
import { Monitor, profile, renderReport } from 'driftsense';
import { readCsv } from 'driftsense/node';
const path = ${JSON.stringify(resolve(data))};
const flights = [...(await readCsv(path + '/flight_delays_reference.csv.gz')), ...(await readCsv(path + '/flight_delays_current.csv.gz'))];
const month = (id) => flights.filter(({ DATE }) => DATE.startsWith(id));
const monitor = new Monitor({ reference: profile(month('2015-01')), columns: { DATE: { enabled: false }, column_1: { enabled: false } } });
const reports = [];
for (let m = 2; m <= 12; m++) { const id = '2015-' + String(m).padStart(2, '0'); reports.push(await monitor.process(month(id), { id })); }
const found = reports.flatMap(({ columns }) => columns.filter((c) => c.verdict === 'drift').map((c) => c.column));
console.log(found.join(), Buffer.byteLength(renderReport({ monitor: 'flights', reports })));`);
  const [found, bytes] = flights.printed.trim().split(' ');
  console.log(
    `flights: ${flights.seconds.toFixed(1)} s, processor ${flights.processorSeconds.toFixed(1)} s, ${flights.megabytes.toFixed(0)} MB at most; found ${found}; report ${(Number(bytes) / 1e6).toFixed(2)} MB`,
  );
}
rmSync(folder, { recursive: true });
