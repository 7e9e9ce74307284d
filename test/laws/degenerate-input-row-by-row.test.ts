import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  Monitor,
  sequentialMonitor,
  sequentialMonitorFromJSON,
  type ColumnKind,
} from '../../src/index.js';
import { degenerate, lostInJson, normals, rows } from './degenerate-columns.js';

const kinds = ['numeric', 'categorical'] as const;
const cases = kinds.flatMap((kind) => Object.keys(degenerate[kind]).map((name) => [kind, name] as const));
const table = (x: readonly unknown[]) => ({ x, other: normals.slice(0, x.length) });
const schemaOf = (kind: ColumnKind) => defineSchema({ x: kind, other: 'numeric' });
const pairs = (kind: ColumnKind, name: string) => {
  const { values, constant, [name]: given } = degenerate[kind];
  return [
    [values!, given!],
    [given!, values!],
    [given!, constant!],
    [given!, given!],
  ] as const;
};

describe('the watch of rows, one by one, on degenerate columns', () => {
  it.each(cases)(
    'takes %s columns on either side without a word or with an alarm, and saves itself: %s',
    (kind, name) => {
      for (const [reference, stream] of pairs(kind, name)) {
        if (reference.length === 0) continue;
        const options = { schema: schemaOf(kind), rowsPerFalseAlarm: 1_000, ordered: false } as const;
        const watch = sequentialMonitor(table(reference), options);
        const alarms = watch.observe(table(stream));
        expect(lostInJson(alarms)).toBeUndefined();
        const json = JSON.parse(JSON.stringify(watch.toJSON())) as unknown;
        expect(json).toEqual(watch.toJSON());
        const again = sequentialMonitorFromJSON(json, table(reference), options);
        expect(again.observe(table(stream))).toEqual(watch.observe(table(stream)));
        expect(again.level).toBe(watch.level);
      }
    },
  );

  it.each([
    ['numeric', 'constant', 'constant', false],
    ['numeric', 'constant', 'another constant', true],
    ['numeric', 'values', 'constant', true],
    ['numeric', '99 % one value', '99 % one value', false],
    ['numeric', 'two values', 'two values', false],
    ['numeric', 'values', 'all NaN', true],
    ['numeric', 'values', 'all missing', true],
    ['categorical', 'constant', 'constant', false],
    ['categorical', 'constant', 'another constant', true],
    ['categorical', 'values', 'every value new', true],
  ] as const)('of %s columns, %s → %s: an alarm is %s', (kind, from, to, expected) => {
    const options = { schema: schemaOf(kind), rowsPerFalseAlarm: 10_000, ordered: false } as const;
    const watch = sequentialMonitor(table(degenerate[kind][from]!), options);
    const alarms = [0, 1, 2].flatMap(() => watch.observe(table(degenerate[kind][to]!)));
    expect(alarms.length > 0).toBe(expected);
    if (expected) expect(alarms[0]!.ledger[0]!.column).toBe('x');
  });
});

describe('a monitor under a budget in rows on degenerate columns', () => {
  it.each(cases)('reports %s columns on either side, in finite JSON: %s', async (kind, name) => {
    for (const [reference, stream] of pairs(kind, name)) {
      if (reference.length === 0) continue;
      const monitor = new Monitor({
        schema: schemaOf(kind),
        reference: table(reference),
        ordered: false,
        alarmBudget: { falseAlarms: 1, per: { rows: 10_000 } },
      });
      const reports = [await monitor.process(table(stream)), await monitor.process(table(stream))];
      expect(lostInJson(reports)).toBeUndefined();
      const state = JSON.parse(JSON.stringify(monitor.toJSON())) as unknown;
      expect(state).toEqual(monitor.toJSON());
      // Rows of the reference itself are no news, and are not watched.
      if (stream.length === rows && reports[0]!.window.inReference !== true)
        expect(reports[0]!.sequential).toBeDefined();
    }
  });
});
