import { expect, it } from 'vitest';
import { evaluateNumbers } from '../../../src/act/train/evaluate.js';

it('numbers whose squares overflow have no metrics, instead of infinite ones that JSON would lose', () => {
  expect(evaluateNumbers(Float64Array.of(1, 2, 3), [1, 2, 4])).toMatchObject({ mae: 1 / 3 });
  expect(evaluateNumbers(Float64Array.of(1, 2, 1e308), [1, 2, 4])).toEqual({});
  expect(evaluateNumbers(Float64Array.of(1, 2, 3), [1, -1e200, 4])).toEqual({});
});
