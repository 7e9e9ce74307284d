import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { labelOptions } from '../../../src/act/labels/label-options.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import { seededRandom } from '../../../src/stats/random.js';
import { cohortOf, take } from './reading.js';

const hour = 3_600_000;

/** A ledger with a grace of ten hours, and predictions of these hours, each called by its hour. */
function ledgerOf(order: 'prediction' | 'arrival', hours: readonly number[], maxPending = 1_000) {
  const options = labelOptions.parse({ graceMs: 10 * hour, maxPending });
  const ledger = LabelLedger.create({ ...options, order, aheadMs: Infinity }, seededRandom(1));
  for (const at of hours) predict(ledger, at);
  return ledger;
}
const predict = (ledger: LabelLedger, at: number, modelVersion = 1) =>
  ledger.record(at, { prediction: at, modelVersion, at: at * hour });
const label = (ledger: LabelLedger, at: number, value = 100 + at) => ledger.label(at, value, { at: (at + 1) * hour });
const taken = (ledger: LabelLedger, version?: number) => [...take(ledger, version).predictions];

describe('in order of prediction', () => {
  it('a row comes when all before it have their labels', () => {
    const ledger = ledgerOf('prediction', [0, 1, 2, 3]);
    label(ledger, 1);
    label(ledger, 2);
    expect(taken(ledger)).toEqual([]);
    label(ledger, 0);
    expect(take(ledger)).toEqual({
      rows: 3,
      predictions: Float64Array.of(0, 1, 2),
      labels: Float64Array.of(100, 101, 102),
    });
    expect(taken(ledger)).toEqual([]);
  });

  it('a row without label holds up the others until it is past grace, and no longer', () => {
    const ledger = ledgerOf('prediction', [0, 1, 2]);
    label(ledger, 1);
    label(ledger, 2);
    ledger.advance(10 * hour);
    expect(taken(ledger)).toEqual([]);
    ledger.advance(10 * hour + 1);
    expect(taken(ledger)).toEqual([1, 2]);
    expect(ledger.counts().feed).toMatchObject({ fed: 2, skipped: 1 });
  });

  it('a row whose label came after grace is passed over, whether or not anybody looked meanwhile', () => {
    for (const looks of [true, false]) {
      const ledger = ledgerOf('prediction', [0, 1]);
      ledger.advance(10 * hour + 1);
      if (looks) expect(taken(ledger)).toEqual([]);
      expect(ledger.label(0, 1, { at: 10 * hour + 1 })).toBe('joined');
      label(ledger, 1);
      expect(taken(ledger), String(looks)).toEqual([1]);
      expect(ledger.counts().feed).toMatchObject({ fed: 1, skipped: 1 });
      expect(cohortOf(ledger, '1970-01-01', 1)).toMatchObject({ labelled: 2 }); // for performance it counts
    }
  });

  it('rows of one time keep the order they were recorded in', () => {
    const ledger = ledgerOf('prediction', []);
    for (const id of [5, 3, 4]) ledger.record(id, { prediction: id, at: hour });
    for (const id of [3, 4, 5]) ledger.label(id, 0);
    expect(taken(ledger)).toEqual([5, 3, 4]);
  });

  it('a row recorded out of order finds its place, or is next when later ones are through', () => {
    const ledger = ledgerOf('prediction', [0, 3, 1]);
    for (const at of [0, 1, 3]) label(ledger, at);
    expect(taken(ledger)).toEqual([0, 1, 3]);
    predict(ledger, 2);
    predict(ledger, 4);
    label(ledger, 4);
    expect(taken(ledger)).toEqual([]);
    label(ledger, 2);
    expect(taken(ledger)).toEqual([2, 4]);
  });

  it('a row that is dropped before its turn holds up nothing', () => {
    const ledger = ledgerOf('prediction', [0, 1], 2);
    label(ledger, 1);
    predict(ledger, 2);
    expect(taken(ledger)).toEqual([1]);
    expect(ledger.counts()).toMatchObject({ dropped: { waiting: 1 }, feed: { fed: 1, skipped: 1 } });
  });
});

describe('in order of arrival', () => {
  it('rows come as their labels do, however late', () => {
    const ledger = ledgerOf('arrival', [0, 1, 2, 3]);
    for (const at of [2, 0]) label(ledger, at);
    expect(taken(ledger)).toEqual([2, 0]);
    ledger.advance(50 * hour);
    for (const at of [3, 1]) label(ledger, at);
    expect(taken(ledger)).toEqual([3, 1]);
    expect(ledger.counts().feed).toMatchObject({ fed: 4, skipped: 0 });
  });

  it('a label that came before its prediction comes with the prediction', () => {
    const ledger = ledgerOf('arrival', [0, 1]);
    label(ledger, 2);
    label(ledger, 1);
    predict(ledger, 2);
    expect(taken(ledger)).toEqual([1, 2]);
  });
});

describe.each(['prediction', 'arrival'] as const)('in order of %s', (order) => {
  it('rows of another version are passed over and counted', () => {
    const ledger = ledgerOf(order, [0]);
    predict(ledger, 1, 2);
    predict(ledger, 2, 1);
    for (const at of [0, 1, 2]) label(ledger, at);
    expect(taken(ledger, 1)).toEqual([0, 2]);
    expect(taken(ledger)).toEqual([]);
    expect(ledger.counts().feed).toMatchObject({ fed: 2, otherVersion: 1 });
  });

  it('a correction counts until the row is handed out, and is only counted after that', () => {
    const ledger = ledgerOf(order, [0, 1]);
    label(ledger, 0, 7);
    expect(label(ledger, 0, 8)).toBe('corrected');
    expect(take(ledger).labels).toEqual(Float64Array.of(8));
    expect(label(ledger, 0, 9)).toBe('corrected');
    expect(taken(ledger)).toEqual([]);
    expect(ledger.counts()).toMatchObject({ labels: { corrected: 2 }, feed: { correctedAfter: 1 } });
  });

  it('a row that is handed out is handed out once, also over a restart', () => {
    const ledger = ledgerOf(order, [0, 1, 2]);
    for (const at of [0, 1]) label(ledger, at);
    expect(taken(ledger)).toEqual([0, 1]);
    const settings = { ...labelOptions.parse({ graceMs: 10 * hour }), order, aheadMs: Infinity };
    const again = allSteps(LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), settings));
    label(again, 2);
    expect(taken(again)).toEqual([2]);
  });
});
