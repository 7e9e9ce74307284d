import type { ReferenceColumn, ReferenceProfile, WindowColumn, WindowProfile } from '../../contracts/profiles.js';
import { limits } from '../../limits.js';
import type { Condition } from '../condition.js';
import type { HealthState } from './health-state.js';
import { isNewSilence, rowsInARow, silenceAfter } from './silence.js';

/** What one window shows of the flow of data, and what is remembered of it. */
export interface Health {
  readonly state: HealthState;
  readonly conditions: readonly Condition[];
}

/**
 * Judges the flow of data by one window: too few rows for any verdict, columns that hold one and the same value window after window although their reference does not, or none for longer
 * than their reference knows. Pure.
 *
 * @param labelled - Rows of the window that came with a label.
 */
export function judgeFlow(
  state: HealthState,
  window: WindowProfile,
  reference: ReferenceProfile,
  labelled: number,
): Health {
  const labels = state.labels || labelled > 0;
  const frozen = frozenColumns(state, window, reference);
  const references = new Map(reference.columns.map((column) => [column.name, column]));
  const windows = new Map(window.columns.map((column) => [column.name, column]));
  const stuck = frozen.filter((one) => isStuck(one, references.get(one.column)!, windows.get(one.column)!));
  const enough = window.size >= limits.minSamples;
  return {
    state: { ...state, frozen: enough ? frozen : state.frozen, labels },
    conditions: [
      {
        kind: 'too-few-rows',
        holds: !enough,
        // With what was left out of them.
        summary: [
          `${window.size} row${window.size === 1 ? '' : 's'}, and a verdict needs ${limits.minSamples}`,
          ...window.notes,
        ].join('; '),
        columns: [],
      },
      ...(enough
        ? [
            {
              kind: 'frozen-column' as const,
              holds: stuck.length > 0,
              summary: summaryOf(stuck),
              columns: stuck.map(({ column }) => column),
            },
          ]
        : []),
    ],
  };
}

type Frozen = HealthState['frozen'][number];

function frozenColumns(state: HealthState, window: WindowProfile, reference: ReferenceProfile): Frozen[] {
  const before = new Map(state.frozen.map((column) => [column.column, column]));
  const varied = new Set(reference.columns.filter(varies).map(({ name }) => name));
  return window.columns.flatMap((column): Frozen[] => {
    if (!varied.has(column.name)) return [];
    const last = before.get(column.name);
    const silence = silenceAfter(last?.silence, column);
    const value = silence ? 'missing' : onlyValue(column);
    if (value === undefined) return [];
    const [windows, rows] = last?.value === value ? [last.windows, last.rows ?? 0] : [0, 0];
    return [
      { column: column.name, value, windows: windows + 1, rows: rows + column.size, ...(silence && { silence }) },
    ];
  });
}

/** One value for three windows, which is no chance; or none, for longer than its reference knows. */
const isStuck = ({ windows, rows = 0, silence }: Frozen, reference: ReferenceColumn, window: WindowColumn): boolean =>
  silence
    ? isNewSilence(silence, windows, reference)
    : windows >= limits.frozenWindows && shareOf(window, reference) ** rows <= limits.frozenChance;

/** Share of the reference in the cell that all rows of the window lie in. */
function shareOf({ counts, count }: WindowColumn, reference: ReferenceColumn): number {
  const cells = reference.kind === 'numeric' ? reference.grid?.counts : reference.counts;
  return (cells?.[counts.indexOf(count)] ?? 0) / reference.count;
}

function summaryOf(stuck: readonly Frozen[]): string {
  const silent = stuck.filter(({ silence }) => silence);
  const frozen = stuck.length - silent.length;
  const count = (n: number, one: string, many: string) => (n === 1 ? `1 column ${one}` : `${n} columns ${many}`);
  return [
    ...(frozen > 0
      ? [`${count(frozen, 'holds', 'hold')} one and the same value since ${limits.frozenWindows} windows or more`]
      : []),
    ...(silent.length > 0
      ? [
          `${count(silent.length, 'has', 'have')} been missing for at least ${Math.max(...silent.map(({ silence }) => rowsInARow(silence!)))} rows in a row`,
        ]
      : []),
  ].join('; ');
}

const varies = (column: ReferenceColumn): boolean =>
  column.kind === 'numeric' ? column.min !== column.max : column.distinct > 1;

/** The value that all rows hold: a number, or the place of a category in the dictionary. */
function onlyValue(column: WindowColumn): number | undefined {
  if (column.count === 0 || column.count < column.size) return undefined;
  if (column.kind === 'numeric') return column.min === column.max ? column.min : undefined;
  const cell = column.counts.indexOf(column.count);
  return cell < 0 ? undefined : cell;
}
