import { expect, it } from 'vitest';
import { ecdd } from '../../src/judge/concept-drift/ecdd.js';

// Methods 10, row 22: the polynomial that frouros and MOA offer for a run length of 1000 gives 65 to 571.
it('ecdd refuses the run length it cannot keep', () => {
  expect(() => ecdd({ averageRunLength: 1_000 as 400 })).toThrow(
    expect.objectContaining({
      code: 'OPTION_INVALID',
      message: 'ecdd.averageRunLength: expected 100 or 400, got 1000',
    }),
  );
});
