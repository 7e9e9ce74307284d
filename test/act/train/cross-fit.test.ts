import { describe, expect, it } from 'vitest';
import { crossFit, seededFolds } from '../../../src/act/train/cross-fit.js';
import { classesInSteps, evaluateClasses, evaluateNumbers, numbersInSteps } from '../../../src/act/train/evaluate.js';
import { sliceWork } from '../../../src/act/train/pace.js';
import { inTurns } from '../../../src/ports/next-turn.js';
import { seededRandom, subRandom } from '../../../src/stats/random.js';

/** A pace that notes what it is told. */
function noted() {
  const works: number[] = [];
  return { works, pace: (work: number) => Promise.resolve(void works.push(work)) };
}

describe('seededFolds', () => {
  const random = seededRandom('strata');
  // Class 2 does not occur, and class 4 has one row.
  const strata = Int32Array.from({ length: 25_000 }, () => [0, 1, 1, 3][random.integer(4)]!);
  strata[77] = 4;

  it('deals each stratum in the order of a shuffle, one after the other', async () => {
    const expected = new Uint8Array(strata.length);
    const draws = subRandom(9, 'train', 'folds');
    let next = 0;
    for (const stratum of [0, 1, 3, 4]) {
      const rows = Array.from(strata.keys()).filter((row) => strata[row] === stratum);
      for (const row of draws.shuffle(rows)) expected[row] = next++ % 5;
    }
    const { pace } = noted();
    expect(await seededFolds(strata, 5, 9, pace)).toEqual(expected);
  });

  it('lets the event loop turn within a stratum of many rows', async () => {
    const { works, pace } = noted();
    await seededFolds(strata, 5, 9, pace);
    expect(Math.max(...works)).toBeLessThanOrEqual(sliceWork);
    expect(works.reduce((sum, work) => sum + work)).toBeGreaterThan(strata.length * 100);
  });
});

describe('crossFit', () => {
  it('predicts every row from all others, and puts it where it belongs', async () => {
    const { pace } = noted();
    const fold = Uint8Array.of(1, 0, 2, 1, 0);
    const seen: number[][][] = [];
    const predict = (others: Int32Array, held: Int32Array) => {
      seen.push([[...others], [...held]]);
      return Promise.resolve(Float64Array.from(Array.from(held).flatMap((row) => [row, -row])));
    };
    expect([...(await crossFit(fold, 2, predict, pace))].map((x) => x + 0)).toEqual([0, 0, 1, -1, 2, -2, 3, -3, 4, -4]);
    expect(seen).toEqual([
      [
        [0, 2, 3],
        [1, 4],
      ],
      [
        [1, 2, 4],
        [0, 3],
      ],
      [[0, 1, 3, 4], [2]],
    ]);
  });
});

describe('metrics with turns in between', () => {
  const random = seededRandom('metrics');
  const scores = Float64Array.from({ length: 999 }, () => Math.round(random.uniform() * 50) / 50);
  const labels = Float64Array.from(scores, (score) => Number(random.uniform() < score));

  it('are those without, and no turn stands for more than one of them', async () => {
    const { works, pace } = noted();
    expect(await inTurns(classesInSteps(labels, scores, 2), pace)).toEqual(evaluateClasses(labels, scores, 2));
    expect(works.length).toBeGreaterThan(Object.keys(evaluateClasses(labels, scores, 2)).length);
    expect(await inTurns(numbersInSteps(labels, scores), pace)).toEqual(evaluateNumbers(labels, scores));
  });
});
