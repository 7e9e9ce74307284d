import { describe, expect, it } from 'vitest';
import { cusum } from '../../src/judge/concept-drift/cusum.js';
import { hddmA } from '../../src/judge/concept-drift/hddm-a.js';
import { alarms, golden } from '../judge/concept-drift/golden.js';
import { adwinForms, adwinOracle } from './adwin.js';
import { frourosCusum, frourosGeometricMovingAverage } from './cumulative.js';
import { type DdmForm, ddmForms, ddmOracle } from './ddm.js';
import { frourosEcdd } from './ecdd.js';
import { eddmForms, eddmOracle } from './eddm.js';
import { hddmAForms, hddmAOracle, hddmWForms, hddmWOracle } from './hddm.js';
import { pageHinkleyForms, pageHinkleyOracle } from './page-hinkley.js';
import { PythonRandom } from './python-random.js';
import { stepdForms, stepdOracle } from './stepd.js';

const { expected_river: river, frouros_defaults_with_reset: frouros } = golden;

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Rows without an error after which the first error alarms at once. */
function warmUp(form: DdmForm): number {
  for (let right = 1; ; right++) {
    const stream = Array.from({ length: right + 1 }, (_, row) => (row < right ? 0 : 1));
    if (ddmOracle(stream, form).length > 0) return right;
  }
}

describe('published forms of ADWIN', () => {
  it('river, full scan and legacy, alarm at the golden rows', () => {
    expect(adwinOracle(golden.s1, adwinForms.river)).toEqual(river['ADWIN(s1)']);
    expect(adwinOracle(golden.md, adwinForms.river)).toEqual(river['ADWIN(md)']);
    expect(adwinOracle(golden.s1, adwinForms['river-legacy'])).toEqual(river['ADWIN_pre2025(s1)']);
    expect(adwinOracle(golden.md, adwinForms['river-legacy'])).toEqual([1023, 2047, 3039]);
  });

  it('without a restart alarm again and again on one change', () => {
    expect(adwinOracle(golden.s1, adwinForms.skmultiflow)).toEqual([1055, 1087, 1215]);
    expect(adwinOracle(golden.s1, { ...adwinForms.river, restarts: false })).toEqual([1023, 1055]);
  });

  it('moa alarms on rises alone', () => {
    const falls = golden.md.slice(1_000, 3_000);
    expect(adwinOracle(falls, { ...adwinForms.moa, onlyRise: false })).not.toEqual([]);
    expect(adwinOracle(falls, adwinForms.moa)).toEqual([]);
  });

  it.each(['s1', 's2', 's3'] as const)('frouros on %s', (name) => {
    expect(adwinOracle(golden[name], adwinForms.frouros)).toEqual(frouros[`ADWIN/${name}`]);
  });
});

describe('published forms of DDM', () => {
  it('river alarms at the golden row', () => {
    expect(ddmOracle(golden.s2, ddmForms.river)).toEqual(river['DDM(s2)']);
  });

  it.each(['s1', 's2', 's3'] as const)('frouros on %s', (name) => {
    expect(ddmOracle(golden[name], ddmForms.frouros)).toEqual(frouros[`DDM/${name}`]);
  });

  it('differ in the row from which a first error alarms at once', () => {
    const { river: current, moa, skmultiflow, frouros: other } = ddmForms;
    expect([current, moa, skmultiflow, other].map(warmUp)).toEqual([31, 29, 29, 30]);
  });
});

describe('published forms of Page–Hinkley', () => {
  it.each(['s1', 's2', 's3'] as const)('frouros on %s', (name) => {
    expect(pageHinkleyOracle(golden[name], pageHinkleyForms.frouros)).toEqual(frouros[`PageHinkley/${name}`]);
  });

  it('river-legacy and scikit-multiflow on s1', () => {
    expect(pageHinkleyOracle(golden.s1, pageHinkleyForms['river-legacy'])).toEqual([1020, 1991]);
    expect(pageHinkleyOracle(golden.s1, pageHinkleyForms.skmultiflow)).toEqual([1020, 1991]);
  });
});

describe.each(['s1', 's2', 's3'] as const)('frouros on %s', (name) => {
  it.each([
    ['EDDM', (stream: readonly number[]) => eddmOracle(stream, eddmForms.frouros)],
    ['HDDMA', (stream: readonly number[]) => hddmAOracle(stream, hddmAForms.frouros)],
    ['ECDDWT', frourosEcdd],
    ['CUSUM', frourosCusum],
    ['GeometricMovingAverage', frourosGeometricMovingAverage],
  ])('%s', (method, oracle) => {
    expect(oracle(golden[name])).toEqual(frouros[`${method}/${name}`]);
  });
});

describe('published forms of EDDM', () => {
  it('moa and river-legacy on s2', () => {
    expect(eddmOracle(golden.s2, eddmForms.moa)).toEqual([681, 848, 983, 1042, 1089]);
  });
});

describe('published forms of HDDM_A', () => {
  it('river sees increases, and falls too where it is told to', () => {
    expect(hddmAOracle(golden.s2, hddmAForms.river)).toEqual(river['HDDM_A(s2)']);
    expect(hddmAOracle(golden.s3, hddmAForms.riverTwoSided)).toEqual(river['HDDM_A(two_sided)(s3)']);
  });

  it('moa and scikit-multiflow start anew at a fall and say nothing of it, so that the rise after it is seen as by river', () => {
    const both = river['HDDM_A(two_sided)(s3)']!;
    const moa = hddmAOracle(golden.s3, hddmAForms.moa);
    expect(moa.length).toBeLessThan(both.length);
    expect(both).toEqual(expect.arrayContaining(moa));
    // Ours, watching both, is river's.
    expect(alarms(hddmA({ direction: 'both' }), golden.s3)).toEqual(both);
  });
});

describe('published forms of CUSUM', () => {
  it('moa gives its first verdict one row sooner than frouros, and ours is as late as frouros', () => {
    const burst = Array.from({ length: 60 }, (_, row) => (row < 20 ? 0 : 1_000));
    expect(frourosCusum(burst, { warmUp: 29 })[0]).toBe(28);
    expect(frourosCusum(burst)[0]).toBe(29);
    expect(alarms(cusum(), burst)[0]).toBe(29);
  });
});

describe('published forms of HDDM_W', () => {
  it('river sees increases and decreases', () => {
    expect(hddmWOracle(golden.s2, hddmWForms.river)).toEqual(river['HDDM_W(s2)']);
    expect(hddmWOracle(golden.s3, hddmWForms.river)).toEqual(river['HDDM_W(two_sided)(s3)']);
  });

  it('scikit-multiflow and moa miss the decrease', () => {
    expect(hddmWOracle(golden.s3, hddmWForms.skmultiflow)).toEqual([507, 1508]);
    expect(hddmWOracle(golden.s3, hddmWForms.moa)).toEqual([507, 1508]);
  });

  it.each(['s2', 's3'] as const)('frouros on %s', (name) => {
    expect(hddmWOracle(golden[name], hddmWForms.frouros)).toEqual(frouros[`HDDMW/${name}`]);
  });
});

describe('published forms of STEPD', () => {
  it('frouros takes the single tail, moa both', () => {
    expect(stepdOracle(golden.s2, stepdForms.frouros)).toEqual(frouros['STEPD(correct=1)/s2']);
    expect(stepdOracle(golden.s2, stepdForms.moa)).toEqual([1017]);
  });
});

describe("Python's random", () => {
  // Printed by Python 3.11: r = random.Random(42); r.random() three times; r.sample(range(70), 30)[:8]; r.sample(range(1000), 6)
  it('draws and samples the same numbers', () => {
    const random = new PythonRandom(42);
    expect([random.random(), random.random(), random.random()]).toEqual([
      0.6394267984578837, 0.025010755222666936, 0.27502931836911926,
    ]);
    expect(random.sample(upTo(70), 30).slice(0, 8)).toEqual([28, 17, 13, 11, 54, 4, 3, 5]);
    expect(random.sample(upTo(1_000), 6)).toEqual([220, 980, 781, 344, 104, 94]);
  });
});
