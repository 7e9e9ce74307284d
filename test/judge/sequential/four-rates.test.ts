import { describe, expect, it } from 'vitest';
import { fourRates, fourRatesFromJSON, type FourRatesOptions } from '../../../src/judge/sequential/four-rates.js';
import { fourRatesOptions, planRates } from '../../../src/judge/sequential/plan-rates.js';
import type { RateStream } from '../../../src/judge/sequential/plan.js';
import { counterKey } from '../../../src/stats/sequential/counter-random.js';
import { risingRatios } from '../../../src/stats/sequential/rate-bets.js';
import { seededRandom } from '../../../src/stats/random.js';
import { rateExpert, sequentialOracle } from '../../oracles/sequential.js';
import { shiryaevRobertsOracle } from '../../oracles/shiryaev-roberts.js';
import { uniformOfRow } from '../../oracles/threefry.js';

interface Model {
  readonly positive: number;
  readonly recall: number;
  readonly specificity: number;
}
const usual: Model = { positive: 0.3, recall: 0.85, specificity: 0.9 };

function* outcomes(rows: number, seed: string, { positive, recall, specificity }: Model = usual) {
  const random = seededRandom(seed);
  for (let row = 0; row < rows; row++) {
    const label = random.uniform() < positive ? 1 : 0;
    const right = random.uniform() < (label === 1 ? recall : specificity);
    yield { label, prediction: right ? label : 1 - label } as { label: 0 | 1; prediction: 0 | 1 };
  }
}

/** 4,000 rows of the usual model. */
const validation = { truePositives: 1_020, falseNegatives: 180, falsePositives: 280, trueNegatives: 2_520 };

function firstAlarm(options: FourRatesOptions, changed: Partial<Model>) {
  const rates = fourRates(options);
  for (const outcome of outcomes(2_000, 'before')) if (rates.observe(outcome)) throw new Error('a false alarm');
  for (const outcome of outcomes(4_000, 'after', { ...usual, ...changed })) {
    const alarm = rates.observe(outcome);
    if (alarm) return alarm;
  }
  return undefined;
}

describe('four rates', () => {
  it.each<[string, Partial<Model>, string, string]>([
    [
      'positives that are missed lower recall and negative predictive value',
      { recall: 0.6 },
      'recall|negativePredictiveValue',
      'false negatives',
    ],
    [
      'negatives that are taken for positives lower specificity and precision',
      { specificity: 0.75 },
      'specificity|precision',
      'false positives',
    ],
    ['fewer positives lower precision alone', { positive: 0.08 }, 'precision', 'false positives'],
    [
      'more positives lower the negative predictive value alone',
      { positive: 0.75 },
      'negativePredictiveValue',
      'false negatives',
    ],
  ])('say which cell of the confusion matrix broke: %s', (_, changed, column, category) => {
    for (const options of [{ validation }, {}]) {
      const alarm = firstAlarm({ rowsPerFalseAlarm: 20_000, ...options }, changed)!;
      expect(alarm.ledger[0]).toMatchObject({ part: 'rate', direction: 'down', category });
      expect(alarm.ledger[0]!.column).toMatch(new RegExp(`^(${column})$`));
      expect(alarm.row).toBeGreaterThanOrEqual(2_000);
      expect(alarm.row).toBeLessThan(2_600);
      expect(Math.abs(alarm.ledger[0]!.since - 2_000)).toBeLessThan(150);
    }
  });

  it('see errors move where the error rate stays: fewer of one kind for more of the other', () => {
    // .3 × .15 + .7 × .1 = .3 × .3 + .7 × .0357
    const alarm = firstAlarm({ rowsPerFalseAlarm: 20_000, validation }, { recall: 0.7, specificity: 1 - 0.025 / 0.7 })!;
    expect(alarm.ledger[0]).toMatchObject({ column: 'recall', category: 'false negatives' });
  });

  it('rise only where that is watched', () => {
    const better = { recall: 0.99, specificity: 0.99 };
    expect(firstAlarm({ rowsPerFalseAlarm: 20_000, validation }, better)).toBeUndefined();
    for (const direction of ['increase', 'both'] as const)
      expect(firstAlarm({ rowsPerFalseAlarm: 20_000, validation, direction }, better)!.ledger[0]!.direction).toBe('up');
    expect(
      firstAlarm({ rowsPerFalseAlarm: 20_000, validation, direction: 'increase' }, { recall: 0.5 }),
    ).toBeUndefined();
  });
});

describe('alarms are those of the definitions', () => {
  it('of four streams that share one level, after 1,000 validation rows of each', () => {
    const big = { truePositives: 1_700, falseNegatives: 300, falsePositives: 470, trueNegatives: 4_200 };
    for (let seed = 0; seed < 4; seed++) {
      const rows = [...outcomes(500, `four/${seed}`), ...outcomes(300, `worse/${seed}`, { ...usual, recall: 0.4 })];
      const { streams } = planRates(fourRatesOptions.parse({ validation: big, seed, rowsPerFalseAlarm: 400 }));
      const over = [
        (row: (typeof rows)[0]) => row.label === 1,
        (row: (typeof rows)[0]) => row.label === 0,
        (row: (typeof rows)[0]) => row.prediction === 1,
        (row: (typeof rows)[0]) => row.prediction === 0,
      ];
      const expected = sequentialOracle(
        (streams as readonly RateStream[]).map(({ column, counts: [events, others], rate }, j) => ({
          weight: 0.5,
          reference: [...Array.from({ length: events! }, () => 1), ...Array.from({ length: others! }, () => 0)],
          rows: rows.map((row) => (over[j]!(row) ? Number(row.label !== row.prediction) : undefined)),
          uniform: (row: number) => uniformOfRow(counterKey(seed, 'rate', column), row),
          experts: risingRatios.map((ratio) => rateExpert(Math.min(rate!, 0.95 / ratio), ratio)),
        })),
        400,
      );
      const rates = fourRates({ validation: big, seed, rowsPerFalseAlarm: 400 });
      const found = rows.flatMap((row) => rates.observe(row) ?? []);
      expect(expected.length).toBeGreaterThan(0);
      expect(found.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
      for (const [i, { ledger }] of found.entries())
        for (const { column, share, since } of ledger) {
          const j = streams.findIndex((stream) => stream.column === column);
          expect(share).toBeCloseTo(expected[i]!.shares[j]!, 9);
          expect(since).toBe(expected[i]!.since[j]);
        }
    }
  });

  it('of a rate learnt row by row', () => {
    for (let seed = 0; seed < 4; seed++) {
      const hits = [
        ...outcomes(600, `one/${seed}`, { ...usual, positive: 1 }),
        ...outcomes(300, `low/${seed}`, { ...usual, positive: 1, recall: 0.4 }),
      ];
      const rates = fourRates({ seed, rowsPerFalseAlarm: 300, importances: { recall: 1, precision: 0 } });
      const first = hits.findIndex((row) => rates.observe(row) !== undefined);
      const uniform = (row: number) => uniformOfRow(counterKey(seed, 'rate', 'recall'), row);
      const form = { rowsPerFalseAlarm: 300, ratios: risingRatios, uniform };
      expect(first).toBe(
        shiryaevRobertsOracle(
          hits.map((row) => 1 - row.prediction),
          form,
        )[0]!.row,
      );
    }
  });
});

describe('without a change, where four false alarms are allowed', () => {
  const nightly = process.env['NIGHTLY'] !== undefined;
  it.each<[string, FourRatesOptions]>([
    ['after validation rows', { validation }],
    ['learning row by row', {}],
    ['both ways', { validation, direction: 'both' }],
  ])(
    'that is kept %s',
    (name, options) => {
      const rowsPerFalseAlarm = nightly ? 2_000 : 500;
      const runs = nightly ? 1_000 : 40;
      const counts = Array.from({ length: runs }, (_, seed) => {
        // Validation rows are of the same model, and of chance.
        const matrix = { truePositives: 0, falseNegatives: 0, falsePositives: 0, trueNegatives: 0 };
        for (const { label, prediction } of outcomes(4_000, `validation/${seed}`))
          matrix[
            label === 1
              ? prediction === 1
                ? 'truePositives'
                : 'falseNegatives'
              : prediction === 1
                ? 'falsePositives'
                : 'trueNegatives'
          ] += 1;
        const rates = fourRates({
          ...options,
          ...(options.validation && { validation: matrix }),
          rowsPerFalseAlarm,
          seed,
        });
        let alarms = 0;
        for (const row of outcomes(4 * rowsPerFalseAlarm, `null/${name}/${seed}`)) if (rates.observe(row)) alarms += 1;
        return alarms;
      });
      const mean = counts.reduce((a, b) => a + b) / runs;
      const error = Math.sqrt(counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (runs - 1) / runs);
      if (nightly) process.stdout.write(`four rates, ${name}: ${mean.toFixed(2)} ± ${error.toFixed(2)}\n`);
      expect(mean).toBeLessThanOrEqual(4 + 3 * error);
      expect(mean).toBeGreaterThan(1.5);
    },
    1_800_000,
  );
});

describe('a handle', () => {
  it('goes on from any row as if it had not stopped, acknowledged or not', () => {
    const options: FourRatesOptions = { rowsPerFalseAlarm: 300, validation, direction: 'both' };
    const whole = fourRates(options);
    let stopping = fourRates(options);
    const rows = [...outcomes(300, 'saved'), ...outcomes(500, 'saved worse', { ...usual, recall: 0.5 })];
    for (const [row, outcome] of rows.entries()) {
      stopping = fourRatesFromJSON(JSON.parse(JSON.stringify(stopping)), options);
      expect(JSON.stringify(stopping.observe(outcome))).toBe(JSON.stringify(whole.observe(outcome)));
      if (row === 500) expect(whole.acknowledge({ as: 'drift' })).toEqual(stopping.acknowledge({ as: 'drift' }));
      expect(JSON.stringify(stopping)).toBe(JSON.stringify(whole));
    }
    expect(whole.alarms).toBeGreaterThan(0);
    expect([whole.rows, whole.expected]).toEqual([800, 800 / 300]);
    expect(() => fourRatesFromJSON(whole.toJSON(), { rowsPerFalseAlarm: 400 })).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });

  it('after a change that was acknowledged learns the rates anew', () => {
    const rates = fourRates({ rowsPerFalseAlarm: 20_000, validation });
    const worse = { ...usual, recall: 0.6 };
    let alarmed = 0;
    for (const row of outcomes(1_000, 'anew', worse)) if (rates.observe(row)) alarmed += 1;
    expect(alarmed).toBeGreaterThan(0);
    expect(rates.acknowledge({ as: 'drift' })).toContain('recall');
    for (const row of outcomes(3_000, 'later', worse)) expect(rates.observe(row)?.ledger[0]!.column).not.toBe('recall');
  });

  it('says what it promises', () => {
    expect(fourRates({ rowsPerFalseAlarm: 500 }).guarantee).toEqual([
      'at most one false alarm in 500 rows with labels, on average, over recall, specificity, precision, negativePredictiveValue',
      'if rows do not depend on each other',
      'learnt row by row, so measured and not proven: recall, specificity, precision, negativePredictiveValue',
    ]);
    expect(fourRates({ validation }).guarantee.slice(2)).toEqual([]);
    // Of 100 rows predicted positive, one half could not fix a rate.
    const few = { truePositives: 60, falseNegatives: 1_000, falsePositives: 40, trueNegatives: 2_000 };
    expect(fourRates({ validation: few }).guarantee[2]).toBe(
      'learnt row by row, so measured and not proven: precision',
    );
  });

  it.each<[unknown]>([
    [undefined],
    [{ label: 1 }],
    [{ label: 2, prediction: 0 }],
    [{ label: '1', prediction: 0 }],
    [{ label: Number.NaN, prediction: 1 }],
  ])('refuses %j, and nothing has changed', (outcome) => {
    const rates = fourRates();
    rates.observe({ label: true, prediction: false });
    const before = JSON.stringify(rates);
    expect(() => rates.observe(outcome as never)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(JSON.stringify(rates)).toBe(before);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ rowsPerFalseAlarm: 1 }, /fourRates\.rowsPerFalseAlarm/],
    [{ importances: { recall: 0 } }, /importances: expected one above 0 at least/],
    [{ importances: { f1: 1 } }, /unknown option 'f1'|importances/],
    [{ validation: { truePositives: 1 } }, /validation\.falseNegatives/],
    [{ direction: 'up' }, /direction/],
  ])('of %j is refused', (options, problem) => {
    expect(() => fourRates(options as FourRatesOptions)).toThrow(problem);
  });
});
