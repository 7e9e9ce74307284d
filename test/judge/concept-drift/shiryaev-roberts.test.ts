import { describe, expect, it } from 'vitest';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { track } from '../../../src/judge/concept-drift/track.js';
import {
  shiryaevRoberts,
  type ShiryaevRobertsOptions,
  type ShiryaevRobertsState,
} from '../../../src/judge/concept-drift/shiryaev-roberts.js';
import { counterKey } from '../../../src/stats/sequential/counter-random.js';
import { risingRatios, fallingRatios } from '../../../src/stats/sequential/rate-bets.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { shiryaevRobertsOracle } from '../../oracles/shiryaev-roberts.js';
import { uniformOfRow } from '../../oracles/threefry.js';
import { alarms } from './golden.js';

const levelOf = ({ sums }: ShiryaevRobertsState): number => sums.reduce((a, b) => a + b) / sums.length;

describe('against a limit, on every stream of twelve errors', () => {
  const detector = shiryaevRoberts({ limit: 0.3, rowsPerFalseAlarm: 8 });

  /** Means over all streams whose rows are errors with probability p: of M at the end, of alarms, of M at alarms. */
  function enumerate(p: number): { level: number; alarmCount: number; atAlarms: number } {
    const mean = { level: 0, alarmCount: 0, atAlarms: 0 };
    const walk = (state: ShiryaevRobertsState, depth: number, probability: number): void => {
      if (depth === 12) {
        mean.level += probability * levelOf(state);
        return;
      }
      for (const x of [0, 1]) {
        const next = { ...state, sums: [...state.sums] };
        const { drift } = detector.update(next, x);
        const here = probability * (x === 1 ? p : 1 - p);
        if (drift) {
          mean.alarmCount += here;
          mean.atAlarms += here * levelOf(next);
        }
        walk(drift ? detector.afterDrift!(next) : next, depth + 1, here);
      }
    };
    walk(detector.initialState(), 0, 1);
    return mean;
  }

  it.each([
    [0.1, 5.402297219883514],
    [0.2, 7.391623734611861],
    [0.3, 9.731845252060602],
  ])('with an error rate of %s, N·alarms + M has the known mean, below the number of rows', (p, expected) => {
    const { level, alarmCount } = enumerate(p);
    expect(level + 8 * alarmCount).toBeCloseTo(expected, 12);
    expect(level + 8 * alarmCount).toBeLessThanOrEqual(12);
  });

  it('at the limit itself, M and what alarms took of it sum to the number of rows', () => {
    const { level, atAlarms } = enumerate(0.3);
    expect(level + atAlarms).toBeCloseTo(12, 12);
  });

  it('takes losses in [0, 1] as well as errors', () => {
    expect(detector.input).toBe('bounded');
    const bounded = shiryaevRoberts({ limit: 0.2 });
    expect(
      alarms(
        bounded,
        Array.from({ length: 5_000 }, () => 0.2),
      ),
    ).toEqual([]);
    expect(
      alarms(
        bounded,
        Array.from({ length: 5_000 }, () => 0.35),
      )[0],
    ).toBeLessThan(400);
  });
});

describe('alarms are those of the definitions', () => {
  const stream = (seed: number) =>
    bernoulliStream({
      rows: 1_200,
      rate: 0.15,
      changes: [
        { at: 400, rate: 0.45 },
        { at: 800, rate: 0.1 },
      ],
      seed,
    });
  const key = (seed: number) => counterKey(seed, 'shiryaevRoberts', 'error');

  it.each([
    ['increase', risingRatios],
    ['decrease', fallingRatios],
    ['both', [...risingRatios, ...fallingRatios]],
  ] as const)('on random streams, watching %s', (direction, ratios) => {
    for (let seed = 0; seed < 12; seed++) {
      const found = changes(shiryaevRoberts({ direction, seed, rowsPerFalseAlarm: 300 }), stream(seed));
      const uniform = (row: number) => uniformOfRow(key(seed), row);
      expect(found).toEqual(shiryaevRobertsOracle(stream(seed), { rowsPerFalseAlarm: 300, ratios, uniform }));
      expect(found.length).toBeGreaterThan(0);
    }
  });

  /** Two ratios at each of three rates: of a fifth of the rows, less or more by its error beside that of the others. */
  const around = (rate: number, rows: number) => {
    const error = Math.sqrt((rate * (1 - rate)) / (0.2 * rows) + (rate * (1 - rate)) / (0.8 * rows));
    return [rate - 0.5 * error, rate + 0.3 * error, rate + 1.1 * error].flatMap((at) =>
      [1.4, 2.2].map((ratio) => ({ ratio, rate: at })),
    );
  };

  it.each([
    [200, 30],
    [2_000, 300],
  ])('after %s validation rows', (rows, errors) => {
    for (let seed = 0; seed < 6; seed++) {
      const detector = shiryaevRoberts({ validation: { rows, errors }, seed, rowsPerFalseAlarm: 300 });
      const { n, k, rate } = detector.initialState();
      const found = changes(detector, stream(seed));
      const expected = shiryaevRobertsOracle(stream(seed), {
        rowsPerFalseAlarm: 300,
        ratios: risingRatios,
        before: [...Array.from({ length: n - k }, () => 0), ...Array.from({ length: k }, () => 1)],
        ...(rate !== null && { bets: around(rate, rows) }),
        uniform: (row) => uniformOfRow(key(seed), row),
      });
      expect(found).toEqual(expected);
      expect(found.length).toBeGreaterThan(0);
    }
  });
});

describe('validation rows', () => {
  it('from 1,000 on are split by chance: a fifth fixes the rate, the others are ranked against', () => {
    const splits = Array.from({ length: 300 }, (_, seed) =>
      shiryaevRoberts({ validation: { rows: 2_000, errors: 200 }, seed }).initialState(),
    );
    for (const { n, k, rate } of splits) {
      expect(n).toBe(1_600);
      expect(rate).toBeCloseTo((200 - k + 0.5) / 401, 12);
    }
    // Drawing without replacement: mean 160, variance 1600·.1·.9·400/1999.
    const ks = splits.map(({ k }) => k);
    const mean = ks.reduce((a, b) => a + b) / 300;
    const variance = ks.reduce((sum, k) => sum + (k - mean) ** 2, 0) / 299;
    expect(Math.abs(mean - 160)).toBeLessThan(4 * Math.sqrt(28.8 / 300));
    expect(variance).toBeGreaterThan(28.8 * 0.7);
    expect(variance).toBeLessThan(28.8 * 1.4);
  });

  it('below 1,000 are all ranked against, and the rate is learnt on', () => {
    const { n, k, rate } = shiryaevRoberts({ validation: { rows: 999, errors: 99 } }).initialState();
    expect([n, k, rate]).toEqual([999, 99, null]);
  });

  it('are all ranked against where the rate is to be learnt on', () => {
    const adaptive = { validation: { rows: 2_000, errors: 200 }, mode: 'adaptive' } as const;
    expect(shiryaevRoberts(adaptive).initialState()).toMatchObject({ n: 2_000, k: 200, rate: null });
  });

  it('without an error still leave a rate to bet on', () => {
    expect(shiryaevRoberts({ validation: { rows: 4_000, errors: 0 } }).initialState().rate).toBe(0.02);
  });
});

describe('the row at which the change began', () => {
  it.each([
    ['after validation rows', { validation: { rows: 2_000, errors: 200 } }],
    ['against a limit', { limit: 0.1 }],
  ])('is told with the drift, within a hundred rows or so, %s', (_, options) => {
    const away: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const stream = bernoulliStream({ rows: 3_000, rate: 0.1, changes: [{ at: 1_000, rate: 0.2 }], seed });
      const found = changes(shiryaevRoberts({ ...options, rowsPerFalseAlarm: 10_000 }), stream);
      const first = found.find(({ row }) => row >= 1_000);
      if (first) away.push(first.since - 1_000);
    }
    away.sort((a, b) => a - b);
    if (process.env['NIGHTLY'] !== undefined)
      process.stdout.write(`since: ${[0.1, 0.5, 0.9].map((q) => away[Math.floor(q * away.length)]).join(' ')}\n`);
    expect(away.length).toBeGreaterThan(190);
    expect(Math.abs(away[100]!)).toBeLessThan(30);
    expect(away[20]!).toBeGreaterThan(-120);
    expect(away[180]!).toBeLessThan(120);
  });

  it('is told by track too, and by nothing that is no drift', () => {
    const errors = track(shiryaevRoberts({ validation: { rows: 2_000, errors: 200 } }));
    const told = bernoulliStream({ rows: 1_500, rate: 0.1, changes: [{ at: 1_000, rate: 0.5 }], seed: 1 })
      .map((error) => errors.observe({ error }))
      .filter(({ since }) => since !== undefined);
    expect(told).toMatchObject([{ drift: true }]);
    expect(Math.abs(told[0]!.since! - 1_000)).toBeLessThan(20);
    expect(told[0]!.since).toBeLessThanOrEqual(told[0]!.index);
  });
});

describe('without a change, where four false alarms are allowed', () => {
  const nightly = process.env['NIGHTLY'] !== undefined;
  const [rowsPerFalseAlarm, runs] = nightly ? [2_000, 1_000] : [500, 60];

  it.each<[string, ShiryaevRobertsOptions]>([
    ['proven', { mode: 'proven' }],
    ['adaptive', { mode: 'adaptive' }],
    ['both ways', { mode: 'adaptive', direction: 'both' }],
  ])(
    'that is kept after 2,000 validation rows: %s',
    (name, options) => {
      const counts = Array.from({ length: runs }, (_, seed) => {
        // Validation rows are of chance, as the stream is.
        const errors = bernoulliStream({ rows: 2_000, rate: 0.1, seed: 1_000_000 + seed }).filter(
          (x) => x === 1,
        ).length;
        const detector = shiryaevRoberts({ ...options, validation: { rows: 2_000, errors }, rowsPerFalseAlarm, seed });
        return alarms(detector, bernoulliStream({ rows: 4 * rowsPerFalseAlarm, rate: 0.1, seed })).length;
      });
      const mean = counts.reduce((a, b) => a + b) / runs;
      const error = Math.sqrt(counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (runs - 1) / runs);
      if (nightly) process.stdout.write(`errors, ${name}: ${mean.toFixed(2)} ± ${error.toFixed(2)}\n`);
      expect(mean).toBeLessThanOrEqual(4 + 3 * error);
      expect(mean).toBeGreaterThan(1.5);
    },
    600_000,
  );
});

describe('after a drift', () => {
  it('the rate is learnt anew, so that one change is one alarm', () => {
    const detector = shiryaevRoberts({ validation: { rows: 5_000, errors: 500 } });
    const found = Array.from({ length: 20 }, (_, seed) =>
      alarms(detector, bernoulliStream({ rows: 8_000, rate: 0.1, changes: [{ at: 2_000, rate: 0.4 }], seed })),
    );
    expect(found.every(([first]) => first! >= 2_000 && first! < 2_100)).toBe(true);
    // In 6,000 rows after it, 100,000 per false alarm: one or two of 20 streams have another.
    expect(found.filter(({ length }) => length === 1).length).toBeGreaterThanOrEqual(17);
  });

  it('a fall is drift and an improvement where both directions are watched', () => {
    const detector = shiryaevRoberts({ direction: 'both' });
    const run = startRun(detector);
    const stream = bernoulliStream({ rows: 3_000, rate: 0.4, changes: [{ at: 2_000, rate: 0.1 }], seed: 3 });
    const answers = stream.map((x) => stepRun(detector, run, x));
    const spoke = answers.filter(({ drift }) => drift);
    expect(spoke).toMatchObject([{ drift: true, warning: true, improvement: true }]);
    const warned = answers.findIndex(({ warning }) => warning);
    expect(warned).toBeLessThan(answers.findIndex(({ drift }) => drift));
  });
});

describe('a budget', () => {
  it('can be given to a detector that nobody gave one', () => {
    const stream = bernoulliStream({ rows: 2_000, rate: 0.1, changes: [{ at: 1_000, rate: 0.3 }], seed: 4 });
    const given = shiryaevRoberts({ seed: 3 }).withBudget!(700);
    expect(changes(given, stream)).toEqual(changes(shiryaevRoberts({ seed: 3, rowsPerFalseAlarm: 700 }), stream));
    expect(shiryaevRoberts({ rowsPerFalseAlarm: 100_000 })).not.toHaveProperty('withBudget');
  });
});

describe('options', () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{ rowsPerFalseAlarm: 1 }, /rowsPerFalseAlarm: expected at least 2/],
    [{ limit: 0.95 }, /limit: expected less than 0.95/],
    [{ limit: 0.1, direction: 'both' }, /direction: must be increase where limit is set/],
    [{ limit: 0.1, validation: { rows: 10, errors: 1 } }, /validation: must not be set where limit is set/],
    [{ validation: { rows: 10, errors: 11 } }, /validation\.errors: must not exceed rows/],
    [{ budget: 3 }, /unknown option 'budget'/],
  ])('%j is refused', (options, problem) => {
    expect(() => shiryaevRoberts(options as ShiryaevRobertsOptions)).toThrow(problem);
  });

  const stream = bernoulliStream({ rows: 2_000, rate: 0.1, changes: [{ at: 800, rate: 0.3 }], seed: 9 });
  it.each<[string, ShiryaevRobertsOptions]>([
    ['rowsPerFalseAlarm', { rowsPerFalseAlarm: 100 }],
    ['validation', { validation: { rows: 500, errors: 10 } }],
    ['mode', { validation: { rows: 2_000, errors: 200 }, mode: 'adaptive' }],
    ['limit', { limit: 0.25 }],
    ['direction', { direction: 'decrease' }],
    ['seed', { seed: 5, rowsPerFalseAlarm: 1_000 }],
  ])('%s is heeded', (_, options) => {
    const base = shiryaevRoberts(options.seed === undefined ? {} : { rowsPerFalseAlarm: 1_000 });
    expect(states(shiryaevRoberts(options), stream)).not.toEqual(states(base, stream));
    expect(alarms(base, stream).length).toBeGreaterThan(0);
  });
});

/** Rows that alarm, and at which each change began. */
function changes(detector: ReturnType<typeof shiryaevRoberts>, stream: readonly number[]) {
  const run = startRun(detector);
  return stream.flatMap((x, row) => {
    const { drift, age } = stepRun(detector, run, x);
    return drift ? [{ row, since: row + 1 - age! }] : [];
  });
}

function states(detector: ReturnType<typeof shiryaevRoberts>, stream: readonly number[]): readonly unknown[] {
  const run = startRun(detector);
  return stream.map((x) => [stepRun(detector, run, x).drift, levelOf(run.state)]);
}
