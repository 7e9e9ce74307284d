import { expect, it } from 'vitest';
import { joinReference } from '../../src/profile/join-reference.js';
import { profile } from '../../src/profile/profile.js';
import { otherCategory } from '../../src/profile/reference-categorical.js';

it('names the cell of unknown categories as a capped dictionary does', () => {
  const reference = profile({ color: Array.from({ length: 100 }, (_, i) => (i % 2 ? 'red' : 'blue')) });
  const window = profile({ color: ['red', 'plum', 'plum'] }, { on: reference }).columns[0]!;
  const [joined, now] = joinReference(reference.columns[0]!, window, window);
  expect(joined).toMatchObject({ capped: true, counts: [50, 51, 2], categories: ['blue', 'red', otherCategory] });
  expect(now).toMatchObject({ counts: [0, 1, 2], unseen: 0 });
});
