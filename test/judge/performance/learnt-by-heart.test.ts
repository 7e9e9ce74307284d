import { expect, it } from 'vitest';
import { learntByHeart } from '../../../src/judge/performance/learnt-by-heart.js';
import { seededRandom } from '../../../src/stats/random.js';

const random = seededRandom('by heart');
const rows = 1_000;
const labels = Float64Array.from({ length: rows }, () => Number(random.integer(10) < 3));
const near = (spread: number) => labels.map((label) => label + spread * random.normal());

it('is false where both err alike, and where the own error is a little less', () => {
  const outOfFold = near(1);
  expect(learntByHeart(outOfFold, outOfFold, labels)).toBe(false);
  expect(
    learntByHeart(
      outOfFold.map((p, i) => labels[i]! + 0.96 * (p - labels[i]!)),
      outOfFold,
      labels,
    ),
  ).toBe(false);
  expect(learntByHeart(near(1), outOfFold, labels)).toBe(false);
});

it('is true where the own error is nothing, or much less', () => {
  const outOfFold = near(1);
  expect(learntByHeart(labels, outOfFold, labels)).toBe(true);
  expect(
    learntByHeart(
      outOfFold.map((p, i) => labels[i]! + 0.9 * (p - labels[i]!)),
      outOfFold,
      labels,
    ),
  ).toBe(true);
});

it('is false where nothing can be said of so few rows', () => {
  expect(learntByHeart(Float64Array.of(0, 1, 1), Float64Array.of(0, 0.5, 1), Float64Array.of(0, 1, 1))).toBe(false);
});

it('is false where neither errs', () => expect(learntByHeart(labels, labels, labels)).toBe(false));

it('looks at the probability of the true class where there are three', () => {
  const classes = Float64Array.from({ length: 300 }, (_, row) => row % 3);
  const sure = new Float64Array(900);
  for (const [row, label] of classes.entries()) sure[3 * row + label] = 1;
  const vague = new Float64Array(900).fill(1 / 3);
  expect(learntByHeart(sure, vague, classes)).toBe(true);
  expect(learntByHeart(vague, vague, classes)).toBe(false);
});
