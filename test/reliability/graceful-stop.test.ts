import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { seededRandom } from '../../src/stats/random.js';
import { driftsense, folderWith } from '../cli/command-line.js';
import { makeOld } from '../old-files.js';
import { nightly, record } from './evidence.js';
import { bundleCommand, scratch, startWorker } from './worker-processes.js';

const trials = nightly ? 200 : 20;
const seed = 17;
const disk = scratch('stop');
afterAll(() => disk.remove());

/** Nothing is promoted with the first: the same files give the same results, however often it is run. */
const configurations = {
  'without retraining': 'name: shop\nretraining: {enabled: false}\n',
  'with retraining': 'name: shop\nretraining: {mode: auto, min_rows: 100}\n',
} as const;
type Configuration = keyof typeof configurations;

/** How a run ended. */
interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
  readonly lines: readonly string[];
}

let program: string;
const prepared = new Map<Configuration, { folder: string; lines: number; results: string[] }>();

const resultsIn = (folder: string): string[] => {
  const file = join(folder, 'outputs/results.ndjson');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};

/** Runs the monitor, sends signals when so many lines have come, and waits for its end. */
async function run(
  folder: string,
  signals: readonly NodeJS.Signals[] = [],
  after = 0,
  waits: readonly number[] = [],
): Promise<Ended> {
  const worker = startWorker(program, ['run-monitor', '--config', join(folder, 'config.yaml')]);
  let seen = 0;
  let told = signals.length === 0;
  const tell = async (): Promise<void> => {
    told = true;
    for (const [i, signal] of signals.entries()) {
      await new Promise((resolve) => setTimeout(resolve, waits[i]));
      worker.process.kill(signal);
    }
  };
  worker.process.stdout!.on('data', (text: string) => {
    seen += text.split('\n').length - 1;
    if (!told && seen >= after) void tell();
  });
  return { ...(await worker.ended), lines: worker.lines };
}

beforeAll(async () => {
  program = bundleCommand(disk.path);
  const data = join(folderWith(), 'data');
  const made = await driftsense(['generate-data', '--out', data, '--days=14', '--rows=100']);
  expect(made.code, made.err).toBe(0);
  makeOld(data);
  for (const [name, yaml] of Object.entries(configurations) as [Configuration, string][]) {
    const folder = folderWith({ 'config.yaml': yaml });
    cpSync(data, join(folder, 'data'), { recursive: true, preserveTimestamps: true });
    const { code, err } = await driftsense(['init-model', '--config', join(folder, 'config.yaml')]);
    expect(code, err).toBe(0);
    const whole = copyOf(folder, `whole ${name}`);
    const { lines, errors, ...end } = await run(whole);
    expect(end, errors).toEqual({ code: 0, signal: null });
    prepared.set(name, { folder, lines: lines.length, results: resultsIn(whole) });
  }
  expect(prepared.get('without retraining')!.results).toHaveLength(14);
});

function copyOf(folder: string, name: string): string {
  const copy = join(disk.path, name);
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** What is wrong in a folder in which a run was stopped; `forced` by a second signal. */
async function wrongsIn(
  folder: string,
  name: Configuration,
  { code, signal, errors }: Ended,
  forced: boolean,
): Promise<string[]> {
  const bad: string[] = [];
  const say = (holds: boolean, text: string): void => void (holds || bad.push(`${name}: ${text}`));
  const { results } = prepared.get(name)!;
  const judged = resultsIn(folder);
  // Every window that is told is whole and the very one of the run that was not stopped.
  say(
    judged.every((line, i) => line === results[i]),
    `a window of ${judged.length} is not that of the whole run`,
  );
  const registry = fileRegistry(join(folder, 'models'));
  for await (const version of registry.list()) say(version.model !== null, `version ${version.version} is not whole`);
  say((await registry.problems()).length === 0, 'the registry has problems');
  if (forced) return bad;
  say(code === 0 && signal === null, `ended with ${code ?? signal}: ${errors}`);
  const status = JSON.parse(readFileSync(join(folder, 'outputs/status.json'), 'utf8')) as {
    windows: number;
    interrupted: boolean;
  };
  say(status.windows === judged.length, `${status.windows} windows told, ${judged.length} kept`);
  say(status.interrupted || judged.length === results.length, 'windows are lacking and nobody is told');
  say(existsSync(join(folder, 'outputs/report.html')), 'no report');
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tmp|tmp-|~$/.test(file));
  say(left.length === 0, `left behind: ${left.join(', ')}`);
  return bad;
}

describe('a run that is told to stop (REL-17)', () => {
  it(
    'ends in order, keeps every window it told, and leaves nothing half; run again it is the whole run',
    { timeout: 1_800_000 },
    async () => {
      const random = seededRandom(seed);
      const bad: string[] = [];
      const seen = { stopped: 0, finished: 0, forced: 0, again: 0 };
      const planned = (i: number) => {
        const name: Configuration = i % 2 === 0 ? 'without retraining' : 'with retraining';
        const signals = (random.integer(3) === 0 ? [0, 1] : [0]).map(
          () => (random.integer(2) === 0 ? 'SIGTERM' : 'SIGINT') as NodeJS.Signals,
        );
        const after = 1 + random.integer(prepared.get(name)!.lines);
        return { name, signals, after, waits: [random.integer(40), random.integer(40)] };
      };
      // How often a signal comes in time depends on the machine: trials go on until enough have.
      const isEnough = () => seen.stopped > trials / 5 && seen.forced > 0;
      let begun = 0;
      const lane = async (): Promise<void> => {
        while (begun < trials || (begun < 10 * trials && !isEnough())) {
          const i = begun++;
          const { name, signals, after, waits } = planned(i);
          const folder = copyOf(prepared.get(name)!.folder, `trial ${i}`);
          const end = await run(folder, signals, after, waits);
          // The second signal may come after the end, and the first before anything listens.
          const forced = end.signal !== null && (signals.length > 1 || !end.errors.includes('stopping'));
          seen[forced ? 'forced' : end.errors.includes('interrupted after') ? 'stopped' : 'finished']++;
          bad.push(...(await wrongsIn(folder, name, end, forced)).map((text) => `trial ${i}: ${text}`));
          if (name === 'with retraining') continue;
          const again = await driftsense(['run-monitor', '--config', join(folder, 'config.yaml')]);
          seen.again++;
          if (again.code !== 0) bad.push(`trial ${i}: run again it ends with ${again.code}: ${again.err}`);
          if (resultsIn(folder).join('\n') !== prepared.get(name)!.results.join('\n'))
            bad.push(`trial ${i}: run again it is not the whole run`);
        }
      };
      await Promise.all([lane(), lane()]);
      record({ id: 'REL-17', seed, trials: begun, bad: bad.length, details: seen });
      expect(bad).toEqual([]);
      expect(seen.stopped).toBeGreaterThan(trials / 5);
      expect(seen.forced).toBeGreaterThan(0);
    },
  );
});
