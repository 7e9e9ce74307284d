import { describe, expect, it } from 'vitest';
import { countEpisode, mergeEpisodes, noEpisode } from '../../../src/judge/concept-drift/episodes.js';

describe('mergeEpisodes', () => {
  it('joins detections that follow within the span of the last one', () => {
    expect(mergeEpisodes([1_000, 1_600, 2_600, 3_601])).toEqual([
      { first: 1_000, last: 2_600, detections: 3 },
      { first: 3_601, last: 3_601, detections: 1 },
    ]);
    expect(mergeEpisodes([5, 6], 0)).toHaveLength(2);
    expect(mergeEpisodes([])).toEqual([]);
  });

  it('counts the same one detection at a time', () => {
    let count = noEpisode;
    const numbers = [10, 20, 31, 100].map((row) => (count = countEpisode(count, row, 10)).episode);
    expect(numbers).toEqual([1, 1, 2, 3]);
  });
});
