import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { labelOptions, type LabelOptions } from '../../../src/act/labels/label-options.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import type { LedgerSettings } from '../../../src/act/labels/ledger-types.js';
import { DriftSenseError } from '../../../src/errors.js';
import { assertPlainJson } from '../../../src/plain-json.js';
import { seededRandom } from '../../../src/stats/random.js';
import { cohortsOf, cohortOf, take, takeMatured } from './reading.js';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2024, 2, 30);

const settingsOf = ({ order = 'prediction', aheadMs = Infinity, ...options }: Partial<LedgerSettings> = {}) => ({
  ...labelOptions.parse(options satisfies LabelOptions),
  order,
  aheadMs,
});
const ledgerOf = (given: Partial<LedgerSettings> = {}, seed = 1) =>
  LabelLedger.create(settingsOf(given), seededRandom(seed));
const copyOf = (ledger: LabelLedger, given: Partial<LedgerSettings> = {}) =>
  allSteps(LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), settingsOf(given)));

describe('a prediction and its label', () => {
  it('are joined by id, whichever comes first', () => {
    const ledger = ledgerOf();
    expect(ledger.record('a', { prediction: 1, score: 0.8, at: start })).toBe('waiting');
    expect(ledger.label('a', 0, { at: start + hour })).toBe('joined');
    expect(ledger.label('b', 1, { at: start + hour })).toBe('unmatched');
    expect(ledger.record('b', { prediction: 1, score: 0.9, at: start + 1 })).toBe('joined');
    expect(cohortOf(ledger, '2024-03-30')).toMatchObject({
      predictions: 2,
      labelled: 2,
      joined: {
        labels: Float64Array.of(0, 1),
        predictions: Float64Array.of(1, 1),
        scores: Float64Array.of(0.8, 0.9),
      },
    });
  });

  it('are told again without harm', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, at: start });
    ledger.label('a', 0, { at: start + hour });
    const before = cohortOf(ledger, '2024-03-30');
    expect(ledger.record('a', { prediction: 1, at: start + 5 })).toBe('duplicate');
    expect(ledger.label('a', 0, { at: start + hour })).toBe('duplicate');
    expect(cohortOf(ledger, '2024-03-30')).toEqual(before);
  });

  it('are one row for the first prediction of an id; another one is a conflict', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, score: 0.7, modelVersion: 1, at: start });
    expect(ledger.record('a', { prediction: 0, score: 0.7, modelVersion: 1, at: start })).toBe('conflict');
    expect(ledger.record('a', { prediction: 1, score: 0.6, modelVersion: 1, at: start })).toBe('conflict');
    expect(ledger.record('a', { prediction: 1, score: 0.7, modelVersion: 2, at: start })).toBe('conflict');
    expect(cohortsOf(ledger)).toMatchObject([{ modelVersion: 1, predictions: 1 }]);
  });

  it('follow the latest label, whichever comes first', () => {
    const joined = (labels: readonly (readonly [value: number, at: number])[]) => {
      const ledger = ledgerOf();
      ledger.record('a', { prediction: 1, at: start });
      const outcomes = labels.map(([value, at]) => ledger.label('a', value, { at }));
      return { outcomes, row: cohortOf(ledger, '2024-03-30')! };
    };
    const early = [0, start + hour] as const;
    const late = [1, start + 2 * hour] as const;
    const [inOrder, swapped] = [joined([early, late]), joined([late, early])];
    expect(inOrder.outcomes).toEqual(['joined', 'corrected']);
    expect(swapped.outcomes).toEqual(['joined', 'superseded']);
    expect(inOrder.row.joined.labels).toEqual(Float64Array.of(1));
    expect(swapped.row).toEqual(inOrder.row);
    expect(inOrder.row.lag).toEqual({ rows: 1, median: hour, p90: hour }); // of the first one
  });

  it('are joined with a label whose time is not known; then no lag is known, and the last one told counts', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, at: start });
    expect(ledger.label('a', 0)).toBe('joined');
    expect(ledger.label('a', 1)).toBe('corrected');
    expect(ledger.label('a', 0)).toBe('corrected');
    ledger.advance(start + 3 * day);
    const detail = cohortOf(ledger, '2024-03-30')!;
    expect(detail).toMatchObject({ labelled: 1, mature: 1, covered: 1, joined: { labels: Float64Array.of(0) } });
    expect(detail.lag).toBeUndefined();
  });
});

describe('what cannot be taken', () => {
  it('is an outcome and a count, never an exception, and costs nothing that was there', () => {
    const ledger = ledgerOf({ aheadMs: day });
    ledger.record('kept', { prediction: 1, at: start });
    const before = cohortsOf(ledger);
    const good = { prediction: 1, at: start };
    for (const id of [undefined, null, '', Number.NaN, {}, [], true, Symbol('x'), 'x'.repeat(1_000_000)]) {
      expect(ledger.record(id, good)).toBe('invalid-id');
      expect(ledger.label(id, 1, { at: start })).toBe('invalid-id');
    }
    const wrong = [Number.NaN, Infinity, '1', true, null, undefined] as unknown as number[];
    for (const prediction of wrong) expect(ledger.record('a', { ...good, prediction })).toBe('invalid-prediction');
    for (const value of wrong) expect(ledger.label('kept', value, { at: start })).toBe('invalid-label');
    for (const score of [Infinity, '0.5', null] as unknown as number[])
      expect(ledger.record('a', { ...good, score })).toBe('invalid-prediction');
    for (const modelVersion of [-1, 1.5, 2 ** 31, Number.NaN, '3'] as unknown as number[])
      expect(ledger.record('a', { ...good, modelVersion })).toBe('invalid-prediction');
    for (const window of [7, null, {}] as unknown as string[])
      expect(ledger.record('a', { ...good, window })).toBe('invalid-prediction');
    const times = [Number.NaN, Infinity, 2 ** 52, '2024-03-30', null, start + day + 1] as unknown as number[];
    for (const at of times.filter((time) => time !== null)) {
      expect(ledger.record('a', { ...good, at })).toBe('invalid-time');
      expect(ledger.label('kept', 1, { at })).toBe('invalid-time');
    }
    expect(ledger.record('old', { ...good, at: start - 90 * day - 1 })).toBe('expired');
    expect(ledger.label('kept', 1, { at: start + 90 * day + 1 })).toBe('invalid-time'); // too far ahead as yet
    expect(cohortsOf(ledger)).toEqual(before);
    expect(ledger.size).toBe(1);
    expect(ledger.counts()).toMatchObject({
      records: { waiting: 1, 'invalid-id': 9, 'invalid-prediction': 17, 'invalid-time': 5, expired: 1 },
      labels: { 'invalid-id': 9, 'invalid-label': 6, 'invalid-time': 6 },
    });
  });

  it('is a prediction before any time is known, unless it brings one', () => {
    const ledger = ledgerOf();
    expect(ledger.record('a', { prediction: 1 })).toBe('invalid-time');
    ledger.advance(start);
    expect(ledger.record('a', { prediction: 1 })).toBe('waiting');
    expect(cohortsOf(ledger)).toMatchObject([{ from: start }]);
  });

  it('is a label past the greatest age, to the millisecond', () => {
    const ledger = ledgerOf();
    for (const id of ['a', 'b', 'c']) ledger.record(id, { prediction: 1, at: start });
    expect(ledger.label('a', 1, { at: start + 90 * day })).toBe('joined');
    expect(ledger.label('b', 1, { at: start + 90 * day + 1 })).toBe('expired');
    ledger.advance(start + 90 * day + 1);
    expect(ledger.label('c', 1)).toBe('expired');
    expect(ledger.label('c', 1, { at: start + 2 * day })).toBe('joined'); // it was known in time
  });
});

describe('the bound', () => {
  it('holds for a million ids, and what went for others is counted', () => {
    const ledger = ledgerOf({ maxPending: 1_000 });
    const outcomes = new Set<string>();
    let most = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const outcome = i % 2 === 0 ? ledger.record(`p${i}`, { prediction: 0, at: start + i }) : ledger.label(`l${i}`, 0);
      if (i >= 2_000) outcomes.add(outcome);
      most = Math.max(most, ledger.size);
    }
    expect(most).toBe(1_000);
    expect([...outcomes]).toEqual(['full']);
    const { records, labels, dropped } = ledger.counts();
    expect(records.waiting + records.full + labels.unmatched + labels.full).toBe(1_000_000);
    expect(1_000_000 - dropped.waiting - dropped.joined - dropped.unmatched).toBe(1_000);
  });

  it('is kept by the oldest label without prediction, else by the oldest prediction; no label displaces a prediction', () => {
    const ledger = ledgerOf({ maxPending: 2 });
    ledger.label('early', 1);
    ledger.record('a', { prediction: 1, at: start });
    expect(ledger.record('b', { prediction: 1, at: start + 1 })).toBe('full');
    expect(ledger.counts().dropped).toEqual({ waiting: 0, joined: 0, unmatched: 1 });
    expect(ledger.label('c', 1)).toBe('full');
    expect(ledger.counts().dropped).toEqual({ waiting: 0, joined: 0, unmatched: 2 });
    expect(ledger.record('d', { prediction: 1, at: start + 2 })).toBe('full');
    expect(ledger.counts().dropped).toEqual({ waiting: 1, joined: 0, unmatched: 2 });
    expect(cohortsOf(ledger)).toMatchObject([{ predictions: 3, dropped: 1 }]);
    expect([ledger.label('a', 1), ledger.label('b', 1), ledger.label('d', 1)]).toEqual(['full', 'joined', 'joined']);
  });

  it('holds also when a state comes back under a smaller one: the oldest go, counted', () => {
    const ledger = ledgerOf();
    for (let i = 0; i < 20; i++) ledger.record(`p${i}`, { prediction: 0, window: `w${i >> 2}`, at: start + i });
    for (let i = 0; i < 5; i++) ledger.label(`l${i}`, 0);
    const smaller = copyOf(ledger, { maxPending: 7 });
    expect(smaller.size).toBe(7);
    expect(smaller.counts().dropped).toEqual({ waiting: 13, joined: 0, unmatched: 5 });
    expect(cohortsOf(smaller).map(({ window, dropped }) => [window, dropped])).toEqual([
      ['w3', 1],
      ['w4', 0],
    ]);
    expect(copyOf(ledger, { maxPending: 22 }).counts().dropped).toEqual({ waiting: 0, joined: 0, unmatched: 3 });
    expect(copyOf(ledger, { maxPending: 22 }).label('l4', 0)).toBe('duplicate');
    expect(copyOf(ledger, { maxPending: 22 }).label('l0', 0)).toBe('full');
  });
});

describe('time', () => {
  it('is told by predictions alone where no clock is, so that old files can be replayed', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, at: start });
    ledger.label('a', 1, { at: start + 60 * day }); // a label's time moves nothing
    expect(cohortsOf(ledger)[0]).toMatchObject({ mature: 0 });
    ledger.record('b', { prediction: 1, at: start + 2 * day });
    expect(cohortsOf(ledger)[0]).toMatchObject({ mature: 1, covered: 0 });
  });

  it('is what a clock says where it is told so: without that, what comes after a long pause lies too far ahead', () => {
    for (const isTold of [false, true]) {
      const ledger = ledgerOf({ aheadMs: day });
      ledger.record('a', { prediction: 1, at: start });
      const monday = start + 3 * day;
      if (isTold) ledger.advance(monday);
      expect(ledger.label('a', 1, { at: monday })).toBe(isTold ? 'joined' : 'invalid-time');
      expect(ledger.record('b', { prediction: 1, at: monday })).toBe(isTold ? 'waiting' : 'invalid-time');
    }
  });

  it('never goes back', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, at: start });
    ledger.advance(start + 2 * day);
    ledger.advance(start);
    ledger.advance(Number.NaN);
    expect(cohortsOf(ledger)[0]).toMatchObject({ mature: 1 });
  });

  it('ends cohorts as a whole and labels without prediction one by one', () => {
    const ledger = ledgerOf({ maxAgeMs: 2 * day });
    ledger.label('early', 1);
    ledger.record('a', { prediction: 1, at: start });
    ledger.record('b', { prediction: 1, at: start + 23 * hour });
    ledger.label('a', 1, { at: start + hour });
    ledger.advance(start + 2 * day);
    expect(ledger.size).toBe(3);
    ledger.advance(start + 2 * day + 1);
    expect(ledger.counts().expired).toEqual({ unlabelled: 0, unmatched: 1 });
    ledger.advance(start + 3 * day + hour); // the last row of the day is too old, and a thousandth of the age is over
    expect(ledger.counts().expired).toEqual({ unlabelled: 1, unmatched: 1 });
    expect([ledger.size, cohortsOf(ledger)]).toEqual([0, []]);
  });
});

describe('cohorts', () => {
  it('are periods of prediction time and versions, which are never mixed', () => {
    const ledger = ledgerOf({ periodMs: 12 * hour });
    for (const [i, modelVersion] of [1, 2, 1, undefined].entries())
      ledger.record(i, { prediction: 1, modelVersion, at: start + i * 8 * hour });
    expect(cohortsOf(ledger).map(({ window, modelVersion }) => [window, modelVersion])).toEqual([
      ['2024-03-30', 1],
      ['2024-03-30', 2],
      ['2024-03-30T12:00:00.000Z', 1],
      ['2024-03-31', undefined],
    ]);
  });

  it('are windows where these are named', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, window: 'w1', at: start });
    ledger.record('b', { prediction: 1, window: 'w1', at: start + 5 * day });
    expect(cohortsOf(ledger)).toMatchObject([{ window: 'w1', from: start, to: start + 5 * day, predictions: 2 }]);
  });

  it('count who is past grace, who had a label in time, and how long labels took', () => {
    const ledger = ledgerOf({ graceMs: 10 * hour });
    for (let i = 0; i < 10; i++) ledger.record(i, { prediction: 1, at: start + i * hour });
    for (let i = 0; i < 8; i++) ledger.label(i, 1, { at: start + i * hour + (i === 0 ? 11 : i) * hour });
    ledger.advance(start + 14 * hour + 1); // rows 0 to 4 are past grace
    expect(cohortOf(ledger, '2024-03-30')).toMatchObject({
      predictions: 10,
      labelled: 8,
      mature: 5,
      covered: 4,
      lag: { rows: 8, median: 4 * hour, p90: 11 * hour },
    });
  });

  it('count a label that came before its prediction as one that took no time', () => {
    const ledger = ledgerOf();
    ledger.label('a', 1, { at: start - hour });
    ledger.record('a', { prediction: 1, at: start });
    expect(cohortOf(ledger, '2024-03-30')?.lag).toEqual({ rows: 1, median: 0, p90: 0 });
  });

  it('are handed out once when they are wholly past grace, a period not before its end', () => {
    const ledger = ledgerOf({ graceMs: hour });
    ledger.record('a', { prediction: 1, at: start });
    ledger.record('b', { prediction: 1, window: 'w1', at: start });
    ledger.advance(start + 2 * hour);
    expect(takeMatured(ledger)).toMatchObject([{ window: 'w1' }]);
    expect(takeMatured(copyOf(ledger, { graceMs: hour }))).toEqual([]);
    ledger.advance(start + 25 * hour - 1);
    expect(takeMatured(ledger)).toEqual([]);
    ledger.advance(start + 25 * hour);
    expect(takeMatured(ledger)).toMatchObject([{ window: '2024-03-30', mature: 1 }]);
    expect(takeMatured(ledger)).toEqual([]);
  });
});

describe('the state', () => {
  it('holds no id, is plain JSON, and differs with the key', () => {
    const ids = Array.from({ length: 200 }, (_, i) => `mail${i}@example.com`);
    const filled = (seed: number) => {
      const ledger = ledgerOf({}, seed);
      for (const id of ids.slice(0, 150)) ledger.record(id, { prediction: 1, at: start });
      for (const id of ids.slice(100)) ledger.label(id, 1, { at: start });
      return ledger;
    };
    const state: unknown = filled(1).toJSON();
    assertPlainJson(state, 'ledger');
    const text = JSON.stringify([state, filled(1).counts(), cohortsOf(filled(1))]);
    for (const id of ids) expect(text).not.toContain(id);
    expect(text).not.toContain('example');
    const rows = (seed: number) => filled(seed).toJSON().cohorts[0]!.rows;
    expect(rows(1)).toBe(rows(1));
    expect(rows(1)).not.toBe(rows(2));
  });

  it('is refused when it is anything else, with STATE_INVALID and nothing half restored', () => {
    const ledger = ledgerOf();
    ledger.record('a', { prediction: 1, at: start });
    ledger.record('b', { prediction: 1, window: 'w', at: start });
    ledger.label('c', 1);
    const good = ledger.toJSON();
    const { cohorts } = good;
    const bad: unknown[] = [
      undefined,
      null,
      7,
      [],
      {},
      { ...good, kind: 'ledger' },
      { ...good, schemaVersion: 2 },
      { ...good, key: [1, 2, 3] },
      { ...good, key: [1, 2, 3, 2 ** 40] },
      { ...good, now: Number.NaN },
      { ...good, turns: -1 },
      { ...good, counts: { ...good.counts, labels: {} } },
      { ...good, unmatched: 'AAAA' },
      { ...good, unmatched: cohorts[0]!.rows },
      { ...good, unmatched: `${good.unmatched}${good.unmatched}` },
      { ...good, cohorts: [...cohorts, cohorts[0]] },
      { ...good, cohorts: [{ ...cohorts[0], rows: '' }] },
      { ...good, cohorts: [{ ...cohorts[0], rows: good.unmatched }] },
      { ...good, cohorts: [{ ...cohorts[0], from: 'x' }] },
      { ...good, extra: 1 },
    ];
    for (const json of bad)
      expect(() => allSteps(LabelLedger.fromJSON(json, settingsOf())), JSON.stringify(json)).toThrow(
        expect.objectContaining({ code: 'STATE_INVALID' }),
      );
    expect(allSteps(LabelLedger.fromJSON(good, settingsOf())).toJSON()).toEqual(good);
  });

  it('never makes the restored ledger throw anything but STATE_INVALID, whatever bytes its rows are', () => {
    const ledger = ledgerOf();
    for (let i = 0; i < 5; i++) ledger.record(i, { prediction: 1, at: start + i });
    const good = ledger.toJSON();
    const { rows } = good.cohorts[0]!;
    fc.assert(
      fc.property(fc.nat(rows.length - 1), fc.constantFrom(...'AZaz09+/=*'), (place, letter) => {
        const damaged = `${rows.slice(0, place)}${letter}${rows.slice(place + 1)}`;
        try {
          const cohorts = [{ ...good.cohorts[0], rows: damaged }];
          const restored = allSteps(LabelLedger.fromJSON({ ...good, cohorts }, settingsOf()));
          restored.advance(start + 200 * day);
          expect(restored.size).toBe(0);
        } catch (error) {
          expect(DriftSenseError.is(error, 'STATE_INVALID')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes on under another order: what was handed out is not handed out again', () => {
    const ledger = ledgerOf({ order: 'arrival' });
    for (let i = 0; i < 6; i++) ledger.record(i, { prediction: i, at: start + i });
    for (const i of [4, 1]) ledger.label(i, 0, { at: start + i });
    expect(take(ledger).predictions).toEqual(Float64Array.of(4, 1));
    for (const i of [5, 0]) ledger.label(i, 0, { at: start + i });
    const other = copyOf(ledger, { order: 'prediction' });
    for (const i of [3, 2]) other.label(i, 0, { at: start + i });
    expect(take(other).predictions).toEqual(Float64Array.of(0, 2, 3, 5));
  });
});

describe('options', () => {
  it('refuse a grace longer than the greatest age', () => {
    expect(labelOptions.safeParse({ graceMs: 10, maxAgeMs: 5 }).success).toBe(false);
    expect(labelOptions.safeParse({ graceMs: 100 * day }).success).toBe(false);
    expect(labelOptions.parse({})).toEqual({
      graceMs: day,
      maxAgeMs: 90 * day,
      maxPending: 1_000_000,
      periodMs: day,
    });
  });
});
