import {
  fromColumns,
  fromIterable,
  logisticRegression,
  memoryAlerter,
  memoryClock,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Batch,
  type MonitorEvents,
  type MonitorOptions,
  type Row,
} from '../../src/index.js';
import { beforeAll } from 'vitest';
import { rowsOf, type Change } from '../monitor/loop.js';
import type { OptionCase } from './every-option.js';

export type Options = Partial<MonitorOptions>;
export const hour = 3_600_000;

/** Options of a monitor, in two ways, and what is looked at: if nothing else is said, all that it tells of its windows. */
export const option = (one: Options, other: Options, observe: (options: Options) => unknown = judged): OptionCase => ({
  one,
  other,
  observe,
});

/** Rows a minute apart, with what a model would have said of them. */
export function rowsWithGuess(n: number, seed: string, change: Change = {}, from = 0): Row[] {
  return [...rowsOf(n, seed, change)].map((row, i) => {
    const score = 1 / (1 + Math.exp(-(2 * Number(row['amount']) || 0) - 1.5 * Number(row['age'])));
    return { at: from + i * 60_000, ...row, score, guess: score >= 0.5 ? 'yes' : 'no' };
  });
}

export const reference = rowsWithGuess(1_200, 'reference');
export const roles = {
  at: { role: 'timestamp' },
  label: { role: 'label' },
  guess: { role: 'prediction' },
  score: { role: 'score' },
} as const;

/** Eight windows: three as before, two a little moved, one far away, two in which the label means something else. */
const changes: readonly Change[] = [
  {},
  {},
  {},
  { shift: 0.35, missing: 0.03 },
  { shift: 0.35, missing: 0.03 },
  { shift: 2, missing: 0.2 },
  { flipped: true },
  { flipped: true },
];
export const windows = changes.map((change, i) => rowsWithGuess(200, `window ${i}`, change, (i + 1) * 4 * hour));

/** What a result repeats of the settings that led to it, and what a clock says. */
const repeated = new Set(['guarantee', 'tolerance', 'threshold', 'settings', 'at', 'createdAt']);
export const withoutSettings = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part: unknown) => (repeated.has(key) ? undefined : part)));

const events = [
  'window',
  'warning',
  'concept',
  'improvement',
  'alert',
  'retrain',
  'gate',
  'promoted',
  'rolledBack',
  'dropped',
  'error',
] as const satisfies readonly (keyof MonitorEvents)[];

export interface Life {
  readonly monitor: Monitor;
  readonly told: readonly (readonly [event: string, payload: unknown])[];
}

/** A monitor, and everything it tells. */
export function begin(options: Options): Life {
  const monitor = new Monitor({ reference, columns: roles, retrain: false, clock: memoryClock(), ...options });
  const told: [string, unknown][] = [];
  for (const event of events) monitor.on(event, (payload: unknown) => told.push([event, payload]));
  return { monitor, told };
}

/** The windows one after the other, each whole; what was told, without what the settings say themselves. */
export async function judged(options: Options, given: readonly (readonly Row[])[] = windows): Promise<unknown> {
  const { monitor, told } = begin(options);
  for (const rows of given) await monitor.process(rows);
  await monitor.settled();
  await monitor.close();
  return withoutSettings(told);
}

// What is loaded when it is first needed comes a turn later the first time, and with it a warning.
beforeAll(() => judged({}));

/** All rows as one stream that the monitor cuts into windows by itself. */
export async function cut(options: Options): Promise<unknown> {
  const { monitor, told } = begin(options);
  const batches: Batch[] = windows.map((rows) => fromColumns(columnsOf(rows)));
  for await (const report of monitor.run(fromIterable(batches))) void report;
  await monitor.settled();
  await monitor.close();
  return withoutSettings(told);
}

/** The messages of the windows. */
export async function messages(options: Options, given = windows): Promise<unknown> {
  const alerter = memoryAlerter();
  const { monitor } = begin({ alerters: [alerter], ...options });
  for (const rows of given) await monitor.process(rows);
  await monitor.settled();
  await monitor.close();
  return alerter.messages.map(({ kind, transition, title, text }) => [kind, transition, title, text]);
}

/** A model that serves, fails on the last windows, and is trained again: what was told, and the versions there are. */
export async function trained(options: Options, given = lateWindows): Promise<unknown> {
  const registry = memoryRegistry({ clock: memoryClock() });
  const settings: Options = {
    reference: bare,
    columns: { label: roles.label },
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 5_000 }),
    registry,
    ...options,
    retrain: { mode: 'auto', minRows: 100, ...(options.retrain as object | undefined) },
  };
  await trainInitialModel({ clock: memoryClock(), ...settings, reference: bare });
  const { monitor, told } = begin(options.retrain === false ? { ...settings, retrain: false } : settings);
  for (const rows of given) {
    await monitor.process(rows);
    await monitor.settled();
  }
  await monitor.close();
  const versions = [];
  for await (const { version, model, metrics, notes } of registry.list())
    versions.push({ version, model, metrics, notes });
  return withoutSettings([told, versions, await registry.alias('champion')]);
}

/** Rows that bring no prediction: the served model makes it. */
export const withoutGuess = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !['at', 'score', 'guess'].includes(name)));
const bare = reference.map(withoutGuess);
export const lateWindows = [
  {},
  {},
  { shift: 1 },
  ...Array.from({ length: 6 }, () => ({ flipped: true, shift: 0.3 })),
].map((change, i) => rowsWithGuess(250, `late ${i}`, change).map(withoutGuess));

function columnsOf(rows: readonly Row[]): Record<string, unknown[]> {
  return Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name])]));
}
