import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import type { JoinedRows, LedgerSettings } from '../../../src/act/labels/ledger-types.js';
import { seededRandom } from '../../../src/stats/random.js';
import { PlainLedger } from './plain-ledger.js';

const id = fc.nat(12).map(String);
const time = fc.option(fc.nat(60), { nil: undefined });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      id,
      at: fc.nat(60),
      prediction: fc.nat(5),
      score: fc.constantFrom(Number.NaN, 0.25),
      version: fc.constantFrom(-1, 1, 2),
      window: fc.constantFrom(undefined, undefined, 'a'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('label' as const), id, value: fc.nat(2), at: time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance' as const), to: fc.nat(80) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), version: fc.constantFrom(undefined, 1) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'matured' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

const settings: fc.Arbitrary<LedgerSettings> = fc.record({
  graceMs: fc.constantFrom(1, 5, 20),
  maxAgeMs: fc.constantFrom(20, 45, 1_000),
  maxPending: fc.constantFrom(1, 3, 6, 100),
  periodMs: fc.constantFrom(7, 25),
  order: fc.constantFrom('prediction' as const, 'arrival' as const),
  aheadMs: fc.constant(Infinity),
});

const rowsOf = ({ labels, predictions, scores }: JoinedRows): number[][] =>
  Array.from(labels, (label, row) => [label, predictions[row]!, scores?.[row] ?? Number.NaN]);

describe('the ledger', () => {
  it('does what the plainest ledger does, over any arrivals, duplicates, corrections, expiry, loss and restarts', () => {
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 120, size: 'max' }), (given, steps) => {
        let ledger = LabelLedger.create(given, seededRandom(1));
        const plain = new PlainLedger(given);
        for (const one of steps) {
          if (one.kind === 'record') {
            const { version, score, ...prediction } = one;
            const modelVersion = version < 0 ? undefined : version;
            expect(ledger.record(one.id, { ...prediction, score, modelVersion })).toBe(
              plain.record(one.id, { ...prediction, score, version }),
            );
          } else if (one.kind === 'label')
            expect(ledger.label(one.id, one.value, { at: one.at })).toBe(plain.label(one.id, one.value, one.at));
          else if (one.kind === 'advance') {
            ledger.advance(one.to);
            plain.advance(one.to);
          } else if (one.kind === 'take') expect(rowsOf(ledger.take(one.version))).toEqual(plain.take(one.version));
          else if (one.kind === 'matured') {
            const matured = ledger.takeMatured().map(({ window, modelVersion = -1 }) => `${window}/${modelVersion}`);
            expect(matured.sort()).toEqual(plain.matured());
          } else ledger = LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), given);
          expect(ledger.size).toBe(plain.size);
          expect(ledger.size).toBeLessThanOrEqual(given.maxPending);
          expect(JSON.stringify(ledger.cohorts())).toBe(JSON.stringify(plain.reports()));
        }
        expect(rowsOf(ledger.take())).toEqual(plain.take());
        expect(ledger.counts()).toEqual(plain.counts);
        for (const { window, modelVersion } of ledger.cohorts()) {
          const detail = ledger.detail(window, modelVersion)!;
          expect(rowsOf(detail.joined)).toEqual(plain.joined(window, modelVersion ?? -1));
        }
      }),
      { numRuns: process.env['NIGHTLY'] ? 20_000 : 500 },
    );
  });
});
