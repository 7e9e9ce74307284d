import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import { rowsTaken, takeRows } from '../../../src/act/labels/take-rows.js';
import type { JoinedRows, LedgerSettings } from '../../../src/act/labels/ledger-types.js';
import { seededRandom } from '../../../src/stats/random.js';
import { PlainLedger } from './plain-ledger.js';
import { cohortsOf, cohortOf, take, takeMatured } from './reading.js';

const id = fc.nat(12).map(String);
const time = fc.option(fc.nat(60), { nil: undefined });
const told = fc.oneof(
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
);
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;
const step = fc.oneof(
  { weight: 12, arbitrary: told },
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

/** Tells both ledgers the same; what they say of it is the same. */
function tell(one: Told, ledger: LabelLedger, ...others: readonly PlainLedger[]): void {
  for (const plain of others) {
    if (one.kind === 'advance') plain.advance(one.to);
    else {
      const said = one.kind === 'label' ? plain.label(one.id, one.value, one.at) : plain.record(one.id, one);
      if (plain === others[0]) expect(tellOnly(one, ledger)).toBe(said);
    }
  }
  if (one.kind === 'advance') ledger.advance(one.to);
}

function tellOnly(one: Exclude<Told, { kind: 'advance' }>, ledger: LabelLedger): string {
  if (one.kind === 'label') return ledger.label(one.id, one.value, { at: one.at });
  const { version, ...prediction } = one;
  return ledger.record(one.id, { ...prediction, modelVersion: version < 0 ? undefined : version });
}

describe('the ledger', () => {
  it('does what the plainest ledger does, over any arrivals, duplicates, corrections, expiry, loss and restarts', () => {
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 120, size: 'max' }), (given, steps) => {
        let ledger = LabelLedger.create(given, seededRandom(1));
        const plain = new PlainLedger(given);
        for (const one of steps) {
          if (one.kind === 'record' || one.kind === 'label' || one.kind === 'advance') tell(one, ledger, plain);
          else if (one.kind === 'take') expect(rowsOf(take(ledger, one.version))).toEqual(plain.take(one.version));
          else if (one.kind === 'matured') {
            const matured = takeMatured(ledger).map(({ window, modelVersion = -1 }) => `${window}/${modelVersion}`);
            expect(matured.sort()).toEqual(plain.matured());
          } else ledger = allSteps(LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), given));
          expect(ledger.size).toBe(plain.size);
          expect(ledger.size).toBeLessThanOrEqual(given.maxPending);
          expect(JSON.stringify(cohortsOf(ledger))).toBe(JSON.stringify(plain.reports()));
        }
        expect(rowsOf(take(ledger))).toEqual(plain.take());
        expect(ledger.counts()).toEqual(plain.counts);
        for (const { window, modelVersion } of cohortsOf(ledger)) {
          const detail = cohortOf(ledger, window, modelVersion)!;
          expect(rowsOf(detail.joined)).toEqual(plain.joined(window, modelVersion ?? -1));
        }
      }),
      { numRuns: process.env['NIGHTLY'] ? 20_000 : 500 },
    );
  });

  it('hands rows out in steps: what is told meanwhile comes after each, and a state saved before the end holds none of it', () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(told, { maxLength: 60, size: 'max' }),
        fc.constantFrom(undefined, 1),
        fc.array(fc.array(told, { maxLength: 4 }), { maxLength: 12, size: 'max' }),
        fc.nat(8),
        fc.boolean(),
        fc.array(told, { maxLength: 20 }),
        (given, before, version, between, saved, fails, after) => {
          const ledger = LabelLedger.create(given, seededRandom(1));
          const plain = new PlainLedger(given);
          for (const one of before) tell(one, ledger, plain);
          /** As if nothing had been handed out. */
          const untaken = plain.copy();
          const { now, waiting } = plain;
          const expected: number[][] = [];
          const steps = takeRows(ledger, version, 1);
          let next = steps.next();
          let count = 0;
          for (; !next.done; next = steps.next()) {
            expect(plain.takeOne(version, now, expected)).toBe(true);
            for (const one of between[count] ?? []) tell(one, ledger, plain, untaken);
            if (count++ !== saved) continue;
            const restored = allSteps(LabelLedger.fromJSON(JSON.parse(JSON.stringify(ledger)), given));
            expect(JSON.stringify(cohortsOf(restored))).toBe(JSON.stringify(untaken.reports()));
            const copy = untaken.copy();
            expect(rowsOf(take(restored, version))).toEqual(copy.take(version));
            expect(restored.counts()).toEqual(copy.counts);
          }
          if (count < waiting) expect(plain.copy().takeOne(version, now, [])).toBe(false);
          expect(rowsOf(next.value)).toEqual(expected);
          for (const one of fails ? after : []) tell(one, ledger, untaken);
          // What they led to came to nothing: they are handed out again.
          if (fails) expect(rowsOf(take(ledger, version))).toEqual(untaken.take(version));
          else rowsTaken(ledger);
          const rest = fails ? untaken : plain;
          expect(ledger.counts()).toEqual(rest.counts);
          for (const one of fails ? [] : after) tell(one, ledger, rest);
          expect(rowsOf(take(ledger))).toEqual(rest.take());
          expect(ledger.counts()).toEqual(rest.counts);
        },
      ),
      { numRuns: process.env['NIGHTLY'] ? 20_000 : 500 },
    );
  });
});
