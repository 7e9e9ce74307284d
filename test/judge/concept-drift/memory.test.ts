import { expect, it } from 'vitest';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { seededRandom } from '../../../src/stats/random.js';
import { builtIns } from './built-ins.js';

// Of the built package: its modules are in one file, where an engine keeps fewer numbers off the heap.
const built = (await import(
  new URL('../../../dist/bundled/index.js', import.meta.url).href
)) as typeof import('../../../src/index.js');

const rows = 4_000;
const random = seededRandom('memory of detectors');
const errors = Float64Array.from({ length: rows }, () => (random.uniform() < 0.2 ? 1 : 0));
const values = Float64Array.from({ length: rows }, () => random.uniform());

/** Bytes per row; a collection of garbage meanwhile makes them negative. */
function bytesOf<State>(detector: ConceptDetector<State>, state: State): number {
  const stream = detector.input === 'error' ? errors : values;
  const before = process.memoryUsage().heapUsed;
  for (let row = 0; row < rows; row++) detector.update(state, stream[row]!);
  return (process.memoryUsage().heapUsed - before) / rows;
}

/** The number itself, which the caller puts on the heap where it has a fraction, and what the measuring takes. */
const most = 17;

it('no detector takes memory for a row once it is compiled', () => {
  const waiting = new Map(
    Object.keys(builtIns).map((name) => {
      const detector = (built as unknown as Record<string, () => ConceptDetector>)[name]!();
      return [name, { detector, state: detector.initialState(), seen: 0, least: Infinity }];
    }),
  );
  for (let round = 0; round < 3_000 && waiting.size > 0; round++)
    for (const [name, one] of waiting) {
      const bytes = bytesOf(one.detector, one.state);
      if (bytes < 0) continue;
      one.least = Math.min(one.least, bytes);
      if (bytes <= most && ++one.seen === 3) waiting.delete(name);
    }
  expect([...waiting].map(([name, { least }]) => `${name}: ${least} bytes a row`)).toEqual([]);
});
