import { memoryAlerter, memoryCheckpoint, memoryClock, memoryLogger, Monitor, type Row } from '../../../src/index.js';
import { seededRandom } from '../../../src/stats/random.js';
import {
  begin,
  hour,
  messages,
  option,
  reference,
  roles,
  rowsWithGuess,
  windows,
  withoutSettings,
  type Options,
} from '../a-life.js';
import type { OptionCase } from '../every-option.js';
import { failing } from './judging.js';

const failingExecutor = {
  name: 'failing',
  count: async (): Promise<never> => {
    throw new Error('broken');
  },
  close: async () => undefined,
};
/** So many columns that any window of them is large. */
const troublesOfWide = async (options: Options): Promise<unknown> => {
  const row = (i: number): Row => Object.fromEntries(Array.from({ length: 45 }, (_, k) => [`x${k}`, Math.sin(i * k)]));
  const { monitor, told } = begin({
    reference: Array.from({ length: 40 }, (_, i) => row(i)),
    columns: {},
    ...options,
  });
  await monitor.process(Array.from({ length: 20 }, (_, i) => row(i + 0.5)));
  return told.filter(([event]) => event === 'error');
};
/** Rows one by one with labels that come `after` milliseconds, and what became of both. */
const labelled = (after: number) => async (options: Options) => {
  const clock = memoryClock();
  const { monitor, told } = begin({ clock, window: { rows: 50 }, random: seededRandom('labels'), ...options });
  const periods: unknown[] = [];
  monitor.on('performance', (performance) => periods.push(performance));
  const rows = rowsWithGuess(150, 'observed');
  const outcomes: unknown[] = [];
  for (const [i, { label: _, ...row }] of rows.entries()) {
    monitor.observe(row, { id: i });
    await clock.advance(60_000);
  }
  await monitor.settled();
  await clock.advance(after);
  for (const [i, { label }] of rows.entries()) outcomes.push(monitor.label(String(i), { label }));
  await clock.advance(after);
  await monitor.tick();
  await monitor.settled();
  await monitor.close();
  return withoutSettings([outcomes, told, periods]);
};

/** What a channel that fails at first was sent, and when. */
const delivered = async (options: Options) => {
  const clock = memoryClock();
  const attempts: number[] = [];
  const alerter = {
    name: 'flaky',
    send: async () => {
      attempts.push(clock.now());
      if (attempts.length < 4) throw new Error('not now');
      return { delivery: 'sent' as const };
    },
  };
  const { monitor } = begin({ clock, alerters: [alerter], ...options });
  await monitor.process(windows[5]!);
  for (let i = 0; i < 200; i++) await clock.advance(10_000);
  await monitor.close();
  return attempts;
};

/** How often the state was saved. */
const saves = async (options: Options) => {
  let saved = 0;
  const checkpoint = { load: async () => undefined, save: async () => void saved++ };
  const { monitor } = begin({ checkpoint, ...options });
  for (const rows of windows.slice(0, 3)) await monitor.process(rows);
  const whileRunning = saved;
  await monitor.close();
  return whileRunning;
};

/** How often the state was saved while 30 rows were observed. */
const savesOfRows = async (options: Options) => {
  let saved = 0;
  const checkpoint = { load: async () => undefined, save: async () => void saved++ };
  const { monitor } = begin({ checkpoint, ...options });
  await monitor.settled();
  for (const row of rowsWithGuess(30, 'observed')) {
    monitor.observe(row);
    await monitor.settled();
  }
  await monitor.close();
  return saved;
};

/** What the monitor works with, and what it keeps of its own life. */
export const services: Readonly<Record<string, OptionCase>> = {
  name: option({ name: 'one' }, { name: 'other' }, messages),
  checkpoint: { one: false, other: true, observe: resumed },
  'checkpointEvery.windows': option({}, { checkpointEvery: { windows: 3 } }, saves),
  'checkpointEvery.updates': option({}, { checkpointEvery: { updates: 10 } }, savesOfRows),
  'labels.graceMs': option({ labels: { periodMs: hour } }, { labels: { periodMs: hour, graceMs: 1 } }, labelled(hour)),
  'labels.maxAgeMs': option({}, { labels: { graceMs: hour, maxAgeMs: hour } }, labelled(5 * hour)),
  'labels.maxPending': option({}, { labels: { maxPending: 20 } }, labelled(hour)),
  'labels.periodMs': option({}, { labels: { periodMs: hour } }, labelled(30 * hour)),
  'queue.windows': option({ queue: { windows: 1 } }, { queue: { windows: 8 } }, flooded),
  executor: option({}, { executor: failingExecutor }, troublesOfWide),
  clock: { one: 0, other: 1e12, observe: timesOf },
  random: { one: 'a', other: 'b', observe: (seed: string) => delivered({ random: seededRandom(seed) }) },
  logger: { one: false, other: true, observe: logged },
};

/** The number of the first window of a monitor that comes after another one. */
async function resumed(kept: boolean) {
  const checkpoint = memoryCheckpoint();
  const ids: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { monitor } = begin(kept ? { checkpoint } : {});
    ids.push((await monitor.process(windows[i]!)).window.id);
    await monitor.close();
  }
  return ids;
}

/** Rows that come faster than they can be judged. */
async function flooded(options: Options) {
  const { monitor, told } = begin({ window: { rows: 50 }, ...options });
  for (const row of windows.flat()) monitor.observe(row);
  await monitor.settled();
  await monitor.close();
  return told.filter(([event]) => event === 'dropped' || event === 'window').map(([event]) => event);
}

/** When a message was made. */
async function timesOf(start: number) {
  const alerter = memoryAlerter();
  await messages({ alerters: [alerter], clock: memoryClock(start) }, [windows[5]!]);
  return alerter.messages.map(({ at }) => at);
}

/** What is logged of a detector that fails while nobody listens. */
async function logged(given: boolean) {
  const logger = memoryLogger();
  const monitor = new Monitor({ reference, columns: roles, concept: failing, ...(given && { logger }) });
  await monitor.process(windows[0]!);
  await monitor.close();
  return logger.lines.map(({ level, message }) => [level, message]);
}
