import type { KnownStream } from './streams.js';
import type { KnownWindow } from './columns.js';

/** What one package said of the windows of one data set. */
export interface ColumnScore {
  readonly data: string;
  readonly package: string;
  readonly windows: number;
  /** Columns known to have drifted, and those of them that alarmed. */
  readonly drifted: number;
  readonly found: number;
  /** Mean windows from the first in which a column has drifted to the first of these in which it alarmed; absent where none did. */
  readonly delay?: number;
  /** Columns known not to have drifted, and those of them that alarmed; and the windows in which any did. */
  readonly quiet: number;
  readonly false: number;
  readonly falseWindows: number;
}

/** Whether a column alarmed; null where the package had no answer. */
export type Alarmed = Readonly<Record<string, boolean | null>>;

/** @param alarms - By window, in order. */
export function scoreColumns(name: string, windows: readonly KnownWindow[], alarms: readonly Alarmed[]): ColumnScore[] {
  return [...new Set(windows.map(({ data }) => data))].map((data) => {
    const mine = windows.flatMap((window, k) => (window.data === data ? [{ window, alarmed: alarms[k]! }] : []));
    const columns = mine.flatMap(({ window, alarmed }) =>
      Object.entries(window.columns).map(([column, { drifted }]) => ({
        column,
        drifted,
        alarm: alarmed[column] === true,
        window,
      })),
    );
    const delays = [...new Set(columns.map(({ column }) => column))].flatMap((each) => {
      const drifted = columns.filter((one) => one.column === each && one.drifted);
      const first = drifted.findIndex(({ alarm }) => alarm);
      return first < 0 ? [] : [first];
    });
    const wrong = columns.filter(({ drifted, alarm }) => alarm && !drifted);
    return {
      data,
      package: name,
      windows: mine.length,
      drifted: columns.filter(({ drifted }) => drifted).length,
      found: columns.filter(({ drifted, alarm }) => alarm && drifted).length,
      ...(delays.length > 0 && { delay: delays.reduce((a, b) => a + b, 0) / delays.length }),
      quiet: columns.filter(({ drifted }) => !drifted).length,
      false: wrong.length,
      falseWindows: new Set(wrong.map(({ window }) => window)).size,
    };
  });
}

/** What one detector said of one stream. */
export interface StreamScore {
  readonly data: string;
  readonly detector: string;
  readonly rows: number;
  readonly changes: number;
  readonly found: number;
  /** Mean rows from a change to the first alarm after it; absent where none was found. */
  readonly delay?: number;
  /** All other alarms. */
  readonly false: number;
}

/** A change is found by the first alarm before the next change. @param alarms - Rows, in order. */
export function scoreStream(
  detector: string,
  { data, errors, changes }: KnownStream,
  alarms: readonly number[],
): StreamScore {
  const delays = changes.flatMap((change, k) => {
    const first = alarms.find((row) => row >= change && row < (changes[k + 1] ?? errors.length));
    return first === undefined ? [] : [first - change];
  });
  return {
    data,
    detector,
    rows: errors.length,
    changes: changes.length,
    found: delays.length,
    ...(delays.length > 0 && { delay: Math.round(delays.reduce((a, b) => a + b, 0) / delays.length) }),
    false: alarms.length - delays.length,
  };
}
