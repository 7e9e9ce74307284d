import { expect, it } from 'vitest';
import { hddmW } from '../../src/judge/concept-drift/hddm-w.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { alarms, golden } from '../judge/concept-drift/golden.js';
import { hddmWForms, hddmWOracle } from '../oracles/hddm.js';

// Methods 10, row 12: frouros' two-sided form alarms every 30 rows for ever.
it('hddmW watching both directions is silent on 10,000 rows without a change', () => {
  expect(alarms(hddmW({ direction: 'both' }), bernoulliStream({ rows: 10_000, rate: 0.05, seed: 1 }))).toEqual([]);
});

// Rows 13 and 20: frouros takes λ for a confidence, scikit-multiflow starts the lower cut at +∞.
it('hddmW sees the decrease between two increases', () => {
  expect(alarms(hddmW({ direction: 'both' }), golden.s3)).toEqual([507, 1032, 1508]);
  expect(hddmWOracle(golden.s3, hddmWForms.skmultiflow)).not.toContain(1032);
});

// Row 18: MOA's samples are static, so that two detectors corrupt each other.
it('two hddmW made by one call or by two do not touch each other', () => {
  const other = hddmW({ direction: 'both' });
  const detector = hddmW({ direction: 'both' });
  const [a, b, c] = [startRun(detector), startRun(detector), startRun(other)];
  const found: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < 2_000; row++) {
    if (stepRun(detector, a, golden.s3[row]!).drift) found[0].push(row);
    if (stepRun(detector, b, golden.s2[row]!).drift) found[1].push(row);
    if (stepRun(other, c, golden.b[row]!).drift) found[2].push(row);
  }
  const apart = [golden.s3, golden.s2, golden.b].map((stream) => alarms(hddmW({ direction: 'both' }), stream));
  expect(found).toEqual(apart);
  expect(found[0]).toEqual([507, 1032, 1508]);
});
