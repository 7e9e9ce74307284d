import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64 } from '../../src/act/labels/base64.js';
import { allSteps } from '../../src/all-steps.js';
import { parseState } from '../../src/monitor/parse-state.js';

/** Texts short and long, of rows and others, some of which could be taken for a mark of the parser. */
const short = ['', 'AAAA', '*0', '*1', '"', '\\', 'a "name"', 'A'.repeat(1_023)];
const long = ['B'.repeat(1_024), 'C'.repeat(2_000), `*0${'D'.repeat(1_200)}`, 'E\\'.repeat(700), 'ü'.repeat(600)];
const text = fc.constantFrom(...short, ...long);
const rows = fc.oneof(text, fc.constantFrom(null, 0, [], undefined));
const state = fc.record(
  {
    name: text,
    state: fc.dictionary(text, fc.oneof(text, fc.nat(), fc.array(text, { maxLength: 3 })), { maxKeys: 3 }),
    labels: fc.oneof(
      { weight: 5, arbitrary: ledgerOf(fc.array(fc.record({ window: text, rows }), { maxLength: 4 })) },
      ledgerOf(fc.constantFrom(null, 'B'.repeat(1_024), [null], {})),
      fc.constantFrom(null, 'labels', { ledger: null }, { ledger: 'C'.repeat(2_000) }),
    ),
  },
  { requiredKeys: [] },
);
function ledgerOf(cohorts: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.record({ ledger: fc.record({ cohorts, unmatched: rows }), more: text });
}

/** As another program may write it: letters that need no escape are escaped. */
const foreign = (json: string, letter: string): string =>
  letter === '' ? json : json.replaceAll(letter, `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

interface Rows {
  rows?: unknown;
  unmatched?: unknown;
}

/** The document with the texts for which marks stand. */
function whole(bytes: Uint8Array): unknown {
  const { json, lettersOf } = allSteps(parseState(bytes));
  const put = (at: Rows | null, name: keyof Rows): void => {
    if (typeof at?.[name] === 'string') at[name] = new TextDecoder().decode(lettersOf(at[name]));
  };
  const { labels } = json as { labels?: { ledger?: { cohorts?: unknown; unmatched?: unknown } | null } | null };
  const ledger = labels?.ledger;
  if (typeof ledger !== 'object' || ledger === null) return json;
  put(ledger, 'unmatched');
  if (Array.isArray(ledger.cohorts)) for (const cohort of ledger.cohorts as (Rows | null)[]) put(cohort, 'rows');
  return json;
}

it('is what JSON.parse gives, whatever the texts are and whoever wrote them', () => {
  fc.assert(
    fc.property(state, fc.constantFrom('', '*', 'B', 'w'), fc.constantFrom(0, 1), (given, letter, space) => {
      const json = foreign(JSON.stringify(given, undefined, space), letter);
      expect(whole(new TextEncoder().encode(json))).toEqual(JSON.parse(json));
    }),
    { numRuns: 500 },
  );
});

it('refuses what JSON.parse refuses, but for letters of rows, which are none of base64', () => {
  const outcomes = new Set<string>();
  const lettersOfRows = { labels: { ledger: { cohorts: [], unmatched: 'B'.repeat(1_024) }, more: '' } };
  fc.assert(
    fc.property(
      state,
      fc.nat(),
      fc.constantFrom(0x22, 0x5c, 0x2a, 0x2c, 0x7b, 0x0a, 0x41, 0xff),
      (given, place, byte) => {
        const bytes = new TextEncoder().encode(JSON.stringify(given));
        bytes[place % bytes.length] = byte;
        const parsed = attempt(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown);
        const ours = attempt(() => whole(bytes));
        outcomes.add(`${typeof parsed} ${typeof ours}`);
        if (parsed !== undefined || ours === undefined) {
          expect(ours).toEqual(parsed);
          return;
        }
        const { json, lettersOf } = allSteps(parseState(bytes));
        const { ledger } = (json as { labels: { ledger: { cohorts?: (Rows | null)[] | null; unmatched?: unknown } } })
          .labels;
        const cohorts: (Rows | null)[] = Array.isArray(ledger.cohorts) ? ledger.cohorts : [];
        const texts = [ledger.unmatched, ...cohorts.map((cohort) => cohort?.rows)];
        const letters = texts
          .filter((one) => typeof one === 'string')
          .map((one) => allSteps(fromBase64(lettersOf(one))));
        expect(letters).toContain(undefined);
      },
    ),
    // Drawn by chance letters of rows are seldom hit.
    { numRuns: 2_000, examples: [[lettersOfRows, 500, 0x0a]] },
  );
  expect(outcomes).toEqual(new Set(['object object', 'undefined undefined', 'undefined object']));
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
