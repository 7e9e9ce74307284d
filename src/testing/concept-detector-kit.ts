import type { ConceptDetector, DetectorInput, DetectorUpdate } from '../contracts/concept-detector.js';
import { stepRun } from '../judge/concept-drift/run.js';
import { type DetectorRun, startRun } from '../judge/concept-drift/start-run.js';
import { assertPlainJson, copyPlain } from '../plain-json.js';
import { seededRandom } from '../stats/random.js';
import { bernoulliStream } from './streams.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** Options of {@link conceptDetectorKit}. */
export interface ConceptDetectorKitOptions {
  /**
   * Values to feed, in the detector's domain, with a change it should notice. Default 1,500 rows that are low, high, then
   * low again, in [0, 1].
   */
  readonly stream?: readonly number[];
}

/**
 * Checks that a concept detector keeps the contract, as tests of your own runner: what it declares, the shape of its
 * results, a state that is plain, finite and the detector's only memory, and that it leaves resetting to its host.
 *
 * @param make - Makes the detector anew, the same each time.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 *
 * @example
 * import { describe, expect, it } from 'vitest';
 * conceptDetectorKit(() => errorRun({ length: 3 }), { describe, it, expect });
 */
export function conceptDetectorKit(
  make: () => ConceptDetector,
  runner: TestRunner,
  options: ConceptDetectorKitOptions = {},
): void {
  const { describe, it, expect } = runnerOf('conceptDetectorKit', make, runner);
  const { stream = changingStream(make().input) } = options;
  describe(`concept detector '${make().name}'`, () => {
    it('declares a name, an input domain and a row order', () => {
      const { name, input, order = 'prediction' } = make();
      expect(typeof name === 'string' && name.length > 0).toBe(true);
      expect(['error', 'bounded', 'real'].includes(input)).toBe(true);
      expect(['prediction', 'arrival'].includes(order)).toBe(true);
    });

    it('starts each time from the same plain state, shared with nobody', () => {
      const detector = make();
      const first = detector.initialState();
      assertPlainJson(first, `detector '${detector.name}'`);
      const before = JSON.stringify(first);
      const other = startRun(detector);
      for (const x of stream.slice(0, 500)) stepRun(detector, other, x);
      expect(JSON.stringify(first)).toBe(before);
      expect(JSON.stringify(detector.initialState())).toBe(before);
      expect(JSON.stringify(make().initialState())).toBe(before);
    });

    it('answers every row with booleans and, if at all, a finite estimate', () => {
      const detector = make();
      const run = startRun(detector);
      const odd = stream
        .map((x) => {
          const update = stepRun(detector, run, x);
          return oddityOf({ estimate: detector.estimate?.(run.state), ...update });
        })
        .filter((oddity) => oddity !== undefined);
      expect(odd).toEqual([]);
    });

    it('notices the change in the stream', () => {
      const results = follow(make(), stream);
      expect(results.some(({ drift, improvement }) => drift || improvement === true)).toBe(true);
    });

    it('says the same of the same rows', () => {
      expect(follow(make(), stream)).toEqual(follow(make(), stream));
    });

    it('keeps its state plain, finite and without -0 at every row', () => {
      const detector = make();
      const run = startRun(detector);
      const odd: string[] = [];
      for (const [row, x] of stream.entries()) {
        stepRun(detector, run, x);
        assertPlainJson(run.state, `detector '${detector.name}' at row ${row}`);
        if (hasNegativeZero(run.state)) odd.push(`-0 at row ${row}`);
      }
      expect(odd).toEqual([]);
    });

    it('goes on as if nothing had happened when saved and restored by a new process at every row', () => {
      let run: DetectorRun = startRun(make());
      const results = stream.map((x) => {
        run = JSON.parse(JSON.stringify(run)) as DetectorRun;
        return stepRun(make(), run, x);
      });
      expect(results).toEqual(follow(make(), stream));
    });

    it('keeps nothing outside its state: two streams through one object do not meet', () => {
      const detector = make();
      const one = startRun(detector);
      const two = startRun(detector);
      const reversed = stream.toReversed();
      const results = stream.map((x, row) => [stepRun(detector, one, x), stepRun(detector, two, reversed[row]!)]);
      expect(results.map(([result]) => result)).toEqual(follow(make(), stream));
      expect(results.map(([, result]) => result)).toEqual(follow(make(), reversed));
    });

    it('leaves the reset to its host', () => {
      const detector = make();
      const run = startRun(detector);
      const fresh = JSON.stringify(detector.initialState());
      for (const x of stream) {
        stepRun(detector, run, x);
        if (run.ended) expect(JSON.stringify(run.state) === fresh).toBe(false);
      }
    });
  });
}

function follow(detector: ConceptDetector, stream: readonly number[]): DetectorUpdate[] {
  const run = startRun(detector);
  return stream.map((x) => copyPlain(stepRun(detector, run, x)));
}

function oddityOf({
  drift,
  warning = false,
  improvement = false,
  estimate = 0,
}: Omit<DetectorUpdate, 'estimate'> & { readonly estimate: number | undefined }): string | undefined {
  if (typeof drift !== 'boolean') return `drift: ${typeof drift}`;
  if (typeof warning !== 'boolean') return `warning: ${typeof warning}`;
  if (typeof improvement !== 'boolean') return `improvement: ${typeof improvement}`;
  return Number.isFinite(estimate) ? undefined : `estimate: ${estimate}`;
}

function hasNegativeZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0);
  return Object.values(value).some(hasNegativeZero);
}

/** 500 rows around .1, 500 around .9, 500 around .1: as errors, or as a loss that varies by up to .1. */
function changingStream(input: DetectorInput): readonly number[] {
  const changes = [
    { at: 500, rate: 0.9 },
    { at: 1_000, rate: 0.1 },
  ];
  if (input === 'error') return bernoulliStream({ rows: 1_500, rate: 0.1, changes, seed: 'kit' });
  const random = seededRandom('kit');
  return Array.from({ length: 1_500 }, (_, row) => (row < 500 || row >= 1_000 ? 0 : 0.8) + 0.2 * random.uniform());
}
