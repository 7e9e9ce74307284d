import { describe, expect, it } from 'vitest';
import type { ConceptDetector } from '../../src/contracts/concept-detector.js';
import { adwin } from '../../src/judge/concept-drift/adwin.js';
import { ddm } from '../../src/judge/concept-drift/ddm.js';
import { ecdd } from '../../src/judge/concept-drift/ecdd.js';
import { kswin } from '../../src/judge/concept-drift/kswin.js';
import { rddm } from '../../src/judge/concept-drift/rddm.js';
import { conceptDetectorKit } from '../../src/testing/concept-detector-kit.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { builtIns } from '../judge/concept-drift/built-ins.js';
import { exportedParts } from './exported-parts.js';

const runner = { describe, it, expect };
const makers: (() => ConceptDetector)[] = [
  () => adwin(),
  () => kswin({ seed: 1 }),
  () => kswin({ windowSize: 200, statSize: 100 }),
  () => ddm({ direction: 'decrease' }),
  () => ddm({ direction: 'both' }),
  () => rddm({ direction: 'both' }),
  ...Object.values(builtIns)
    .filter(({ make }) => make('both').name !== 'kswin')
    .map(
      ({ make }) =>
        () =>
          make('increase'),
    ),
];
for (const make of makers) conceptDetectorKit(make, runner);

it('every exported detector is among the built-ins, and has been through the kit', () => {
  expect(Object.keys(builtIns).toSorted()).toEqual(exportedParts('update', 'initialState'));
});

// Its limits hold where what it watches, here the rights, is rare at first.
conceptDetectorKit(() => ecdd({ direction: 'decrease' }), runner, {
  stream: bernoulliStream({ rows: 1_000, rate: 0.9, changes: [{ at: 500, rate: 0.1 }], seed: 1 }),
});

/** Names of the kit's tests that a detector fails. */
function failures(make: () => ConceptDetector): string[] {
  const failed: string[] = [];
  conceptDetectorKit(make, {
    describe: (_, body) => body(),
    it: (name, body) => {
      try {
        void body();
      } catch {
        failed.push(name);
      }
    },
    expect: (actual) => {
      const same = (expected: unknown) => {
        expect(actual).toEqual(expected);
      };
      return { toBe: same, toEqual: same };
    },
  });
  return failed;
}

const good: ConceptDetector<{ run: number }> = {
  name: 'errorRun',
  input: 'error',
  initialState: () => ({ run: 0 }),
  update(state, error) {
    state.run = error === 1 ? state.run + 1 : 0;
    return { drift: state.run >= 5 };
  },
};

/** Counts its run beside the state. */
function forgetful(): ConceptDetector<{ rows: number }> {
  let run = 0;
  return {
    name: 'forgetful',
    input: 'error',
    initialState: () => ({ rows: 0 }),
    update(state, error) {
      state.rows += 1;
      run = error === 1 ? run + 1 : 0;
      return { drift: run >= 5 };
    },
  };
}

/** Keeps some value in its state. */
const holding = (part: unknown): ConceptDetector<{ run: number; part?: unknown }> => ({
  name: 'holding',
  input: 'error',
  initialState: () => ({ run: 0 }),
  update(state, x) {
    state.part = part;
    return good.update(state, x);
  },
});

describe('the kit for concept detectors', () => {
  it('passes an object literal of a few lines', () => {
    expect(failures(() => good)).toEqual([]);
  });

  it('catches a detector without a name', () => {
    expect(failures(() => ({ ...good, name: '' }))).toEqual(['declares a name, an input domain and a row order']);
  });

  it('catches one state given to everybody', () => {
    const shared = { run: 0 };
    expect(failures(() => ({ ...good, initialState: () => shared }))).toContain(
      'starts each time from the same plain state, shared with nobody',
    );
  });

  it('catches an estimate that is NaN', () => {
    expect(
      failures(() => ({
        ...good,
        update: (state: { run: number }, x: number) => ({ ...good.update(state, x), estimate: NaN }),
      })),
    ).toEqual(['answers every row with booleans and, if at all, a finite estimate']);
  });

  it('catches one that is asked for and NaN', () => {
    expect(failures(() => ({ ...good, estimate: () => NaN }))).toEqual([
      'answers every row with booleans and, if at all, a finite estimate',
    ]);
  });

  it('catches a detector that never speaks', () => {
    expect(
      failures(() => ({ ...good, update: (state: { run: number }) => ({ drift: (state.run += 1) < 0 }) })),
    ).toEqual(['notices the change in the stream']);
  });

  it('catches memory outside the state', () => {
    expect(failures(forgetful)).toEqual([
      'goes on as if nothing had happened when saved and restored by a new process at every row',
      'keeps nothing outside its state: two streams through one object do not meet',
    ]);
  });

  it('catches chance', () => {
    let calls = 0;
    const random = { ...good, update: (state: { run: number }) => ({ drift: (state.run = calls++) % 997 === 3 }) };
    expect(failures(() => random)).toContain('says the same of the same rows');
  });

  it('catches a state that JSON cannot keep, and one that JSON changes', () => {
    const name = 'keeps its state plain, finite and without -0 at every row';
    for (const part of [Number.NaN, Infinity, -0, new Map(), [undefined]]) {
      expect(failures(() => holding(part))).toContain(name);
    }
    expect(failures(() => holding([1, null, 'x']))).toEqual([]);
  });

  it('catches a detector that resets itself', () => {
    const eager = {
      ...good,
      update(state: { run: number }, x: number) {
        const { drift } = good.update(state, x);
        if (drift) state.run = 0;
        return { drift };
      },
    };
    expect(failures(() => eager)).toEqual(['leaves the reset to its host']);
  });
});
