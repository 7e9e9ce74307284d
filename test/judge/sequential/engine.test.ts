import { describe, expect, it } from 'vitest';
import { SequentialEngine } from '../../../src/judge/sequential/engine.js';
import type { SequentialPlan } from '../../../src/judge/sequential/plan.js';
import { counterKey } from '../../../src/stats/sequential/counter-random.js';
import { categoryRatios, eventBet } from '../../../src/stats/sequential/event-bets.js';
import { rankBets } from '../../../src/stats/sequential/rank-bets.js';
import { seededRandom } from '../../../src/stats/random.js';
import { rankExperts, rateExpert, sequentialOracle, type OracleAlarm } from '../../oracles/sequential.js';
import { uniformOfRow } from '../../oracles/threefry.js';

const rates = [0.5, 0.3, 0.15];
const referenceRows = 120;
const powers = { location: 1, spread: 1 };

/** A numeric column of six cells and a categorical one of three events and a rest, with a reference and rows that change. */
function example(seed: number, tolerance: number) {
  const random = seededRandom(`engine/${seed}`);
  const number = (shift: number) => Math.min(5, Math.floor(6 * random.uniform() ** (1 / (1 + shift))));
  const event = (shares: readonly number[]) => {
    const u = random.uniform();
    const at = shares.findIndex((_, k) => u < shares.slice(0, k + 1).reduce((a, b) => a + b));
    return at < 0 ? shares.length : at;
  };
  const reference = {
    numbers: Array.from({ length: referenceRows }, () => number(0)),
    events: Array.from({ length: referenceRows }, () => event(rates)),
  };
  const rows = Array.from({ length: 500 }, (_, row) => ({
    number: row % 11 === 5 ? -1 : number(row > 150 && row < 300 ? 1.2 : 0),
    event: row % 7 === 3 ? -1 : event(row > 330 ? [0.2, 0.3, 0.4] : rates),
  }));
  const plan: SequentialPlan = {
    rowsPerFalseAlarm: 400,
    seed,
    guarantee: [],
    streams: [
      {
        kind: 'ranks',
        column: 'n',
        part: 'values',
        weight: 0.7,
        inflation: 1,
        counts: countsOf(reference.numbers, 6),
        bets: rankBets(tolerance, powers),
      },
      {
        kind: 'events',
        column: 'c',
        part: 'values',
        weight: 0.3,
        inflation: 1,
        counts: countsOf(reference.events, 5),
        events: [...rates, 0.05].map((rate, k) => ({
          name: 'ABCD'[k]!,
          bets: categoryRatios.map((ratio) => eventBet(rate, ratio, 0, 1)),
        })),
      },
    ],
  };
  const uniform = (column: string) => (row: number) => uniformOfRow(counterKey(seed, 'values', column), row);
  const given = (cell: number) => (cell < 0 ? undefined : cell);
  const expected: OracleAlarm[] = sequentialOracle(
    [
      {
        weight: 0.7,
        reference: reference.numbers,
        rows: rows.map((row) => given(row.number)),
        uniform: uniform('n'),
        experts: rankExperts(tolerance),
      },
      {
        weight: 0.3,
        reference: reference.events,
        rows: rows.map((row) => given(row.event)),
        uniform: uniform('c'),
        experts: [...rates, 0.05].map((rate) =>
          [0.5, 0.8, 1.25, 2].map((ratio) => rateExpert(ratio === 2 ? Math.min(rate, 0.475) : rate, ratio)),
        ),
      },
    ],
    400,
  );
  return { plan, rows: rows.map((row) => [row.number, row.event]), expected };
}

const countsOf = (cells: readonly number[], size: number): number[] =>
  Array.from({ length: size }, (_, cell) => cells.filter((value) => value === cell).length);

describe('the engine', () => {
  it.each([0, 0.0025])('alarms where its definitions do, with the same shares, at tolerance %s', (tolerance) => {
    for (let seed = 0; seed < 4; seed++) {
      const { plan, rows, expected } = example(seed, tolerance);
      const engine = new SequentialEngine(plan);
      const found = rows.flatMap((cells) => engine.update(cells) ?? []);
      expect(found.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
      expect(found.length).toBeGreaterThan(1);
      for (const [i, { level, ledger }] of found.entries()) {
        expect(level / expected[i]!.level).toBeCloseTo(1, 9);
        for (const { column, share, since } of ledger) {
          const j = column === 'n' ? 0 : 1;
          expect(share).toBeCloseTo(expected[i]!.shares[j]!, 9);
          expect(since).toBe(expected[i]!.since[j]!);
        }
      }
      expect(engine.alarms).toBe(found.length);
    }
  });

  it('goes on from any row as if it had not stopped', () => {
    const { plan, rows } = example(1, 0);
    const whole = new SequentialEngine(plan);
    let stopping = new SequentialEngine(plan);
    let alarmCount = 0;
    for (const cells of rows) {
      stopping = new SequentialEngine(plan, JSON.parse(JSON.stringify(stopping)));
      const [one, other] = [whole.update(cells), stopping.update(cells)];
      if (one !== undefined) alarmCount += 1;
      expect(JSON.stringify(other)).toBe(JSON.stringify(one));
      expect(JSON.stringify(stopping)).toBe(JSON.stringify(whole));
      expect(stopping.level).toBe(whole.level);
    }
    expect(alarmCount).toBeGreaterThan(1);
  });

  it('starts again from nothing after an alarm, and counts rows and expected alarms', () => {
    const { plan, rows } = example(2, 0);
    const engine = new SequentialEngine(plan);
    let last = -1;
    for (const cells of rows) {
      const alarm = engine.update(cells);
      if (alarm === undefined) continue;
      expect(engine.level).toBe(0);
      expect(alarm.level).toBeGreaterThanOrEqual(1);
      expect(alarm.rows).toBe(alarm.row - last);
      expect(alarm.expected).toBe((alarm.row + 1) / 400);
      last = alarm.row;
    }
    expect(last).toBeGreaterThan(0);
    expect(engine.rows).toBe(500);
  });

  it('leaves a stream as it is on rows without a value', () => {
    const { plan } = example(3, 0);
    const engine = new SequentialEngine(plan);
    engine.update([3, 1]);
    const { streams } = engine.toJSON();
    engine.update([-1, -1]);
    expect(engine.toJSON().streams).toEqual(streams);
    expect(engine.rows).toBe(2);
  });

  it.each<[string, (state: Record<string, unknown>) => unknown]>([
    ['another plan', (state) => ({ ...state, plan: 'x' })],
    ['another kind', (state) => ({ ...state, kind: 'track' })],
    ['nothing', () => null],
    ['a row that is none', (state) => ({ ...state, row: -1 })],
    ['too few streams', (state) => ({ ...state, streams: (state['streams'] as unknown[]).slice(1) })],
    ['a sum that is no number', (state) => damaged(state, 'sums', null)],
    ['a negative sum', (state) => damaged(state, 'sums', -1)],
    ['counts of another length', (state) => damaged(state, 'counts', [])],
    ['no starts', (state) => damaged(state, 'starts', undefined)],
  ])('refuses the state of %s', (_, change) => {
    const { plan } = example(1, 0);
    const state = change({ ...new SequentialEngine(plan).toJSON() });
    expect(() => new SequentialEngine(plan, state as never)).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });
});

/** A state whose first stream has another value in a list, or another list. */
function damaged(state: Record<string, unknown>, key: string, value: unknown): unknown {
  const [first, ...others] = state['streams'] as Record<string, number[]>[];
  const list = typeof value === 'number' || value === null ? first![key]!.with(0, value as number) : value;
  return { ...state, streams: [{ ...first, [key]: list }, ...others] };
}
