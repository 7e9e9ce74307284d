import { describe, expect, it } from 'vitest';
import { silenceCases, silenceRun } from './silence.js';

const streams = process.env['NIGHTLY'] === undefined ? 40 : 200;

describe('a column that has always been missing in runs', () => {
  it.each(silenceCases)(
    'is told to be silent in at most one of a hundred windows: %o',
    { timeout: 3_600_000 },
    (sizes) => {
      for (const runs of ['geometric', 'pareto'] as const) {
        const { told, windows } = silenceRun(runs, { ...sizes, windows: 20, streams });
        console.info(
          `runs of ${sizes.length} (${runs}), windows of ${sizes.windowRows}: told in ${told} of ${windows}`,
        );
        expect(told / windows).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt(0.01 / windows));
      }
    },
  );
});
