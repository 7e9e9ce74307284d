import { describe, expect, it } from 'vitest';
import { shiryaevRoberts } from '../../../src/judge/concept-drift/shiryaev-roberts.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { cusumAlarm, cusumOf, cusumRunLength } from '../../oracles/bernoulli-cusum.js';
import { alarms } from './golden.js';

const nightly = process.env['NIGHTLY'] !== undefined;
const runs = 1_000;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the best detector that knows both error rates', () => {
  it('has the run length it was made for', () => {
    const cusum = cusumOf(0.1, 0.2, 1_000);
    const found = Array.from({ length: 300 }, (_, seed) =>
      cusumAlarm(bernoulliStream({ rows: 20_000, rate: 0.1, seed }), cusum),
    ).map((row) => (row ?? 20_000) + 1);
    expect(Math.abs(mean(found) / cusumRunLength(cusum) - 1)).toBeLessThan(0.2);
  });
});

describe('shiryaevRoberts, which knows neither', () => {
  it.each([
    ['after 2,000 validation rows', { validation: { rows: 2_000, errors: 200 } }, 0],
    ['with a limit at the rate before', { limit: 0.1 }, 0],
    ['having learnt from 2,000 rows of the stream', {}, 2_000],
  ])(
    '%s takes at most 1.3 times as long to see .1 go to .2',
    (_, options, learning) => {
      const rowsPerFalseAlarm = 10_000;
      const cusum = cusumOf(0.1, 0.2, rowsPerFalseAlarm);
      const detector = shiryaevRoberts({ ...options, rowsPerFalseAlarm });
      const [own, best]: [number[], number[]] = [[], []];
      for (let seed = 0; seed < runs; seed++) {
        const at = learning + 200;
        const stream = bernoulliStream({ rows: at + 3_000, rate: 0.1, changes: [{ at, rate: 0.2 }], seed });
        const [first] = alarms(detector, stream);
        const theirs = cusumAlarm(stream.slice(learning), cusum);
        if (first !== undefined && first >= at) own.push(first - at);
        if (theirs !== undefined && theirs >= 200) best.push(theirs - 200);
      }
      if (nightly) process.stdout.write(`delay ${mean(own).toFixed(1)}, best ${mean(best).toFixed(1)}\n`);
      expect(own.length).toBeGreaterThan(0.75 * runs);
      expect(mean(own)).toBeLessThanOrEqual(1.3 * mean(best));
    },
    600_000,
  );
});
