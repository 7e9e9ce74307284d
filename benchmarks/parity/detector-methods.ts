import * as detectors from '../../src/index.js';
import type { ConceptDetector } from '../../src/contracts/concept-detector.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { adwinForms, adwinOracle } from '../../test/oracles/adwin.js';
import { ddmForms, ddmOracle } from '../../test/oracles/ddm.js';
import { eddmForms, eddmOracle } from '../../test/oracles/eddm.js';
import { frourosHddmA, hddmWForms, hddmWOracle } from '../../test/oracles/hddm.js';
import { pageHinkleyForms, pageHinkleyOracle } from '../../test/oracles/page-hinkley.js';
import { PythonRandom } from '../../test/oracles/python-random.js';
import type { Stream } from './cases.js';
import type { Answer, CaseKind, Method } from './method.js';

/** Rows at which a detector, made anew after each alarm, alarms (D) and, where the other package says so too, warns (W). */
function rows(make: () => ConceptDetector, warnings = false): (stream: Stream) => Answer {
  return (stream) => {
    let detector = make();
    let run = startRun(detector);
    const found: string[] = [];
    for (const [row, x] of stream.entries()) {
      const { drift, warning } = stepRun(detector, run, x);
      if (drift) found.push(`D${row}`);
      else if (warnings && warning === true) found.push(`W${row}`);
      if (!drift || detector.afterDrift !== undefined) continue;
      detector = make();
      run = startRun(detector);
    }
    return found;
  };
}

const alarms = (of: readonly number[]): Answer => of.map((row) => `D${row}`);

const river = (name: string, theirs: string, kind: CaseKind, make: () => ConceptDetector, key = name): Method => ({
  ours: name,
  package: 'river',
  theirs,
  key,
  kind,
  answer: rows(make, true),
  parts: [],
});

const frouros = (
  name: string,
  theirs: string,
  kind: CaseKind,
  answer: (stream: Stream) => Answer,
  key: string,
  deliberate?: string,
): Method => ({
  ours: name,
  package: 'frouros',
  theirs,
  key,
  kind,
  answer,
  parts: [],
  ...(deliberate !== undefined && { deliberate }),
});

/** Draws as river's KSWIN does, anew for each stream. */
const pythonSample = (seed: number): detectors.Sampler => {
  const random = new PythonRandom(seed);
  return (population, size) => random.sample(population, size);
};

const { adwin, cusum, ddm, ecdd, eddm, fhddm, geometricMovingAverage, hddmA, hddmW, kswin, pageHinkley, rddm, stepd } =
  detectors;

/** Detectors beside river's: ours have the rules of its current release. */
const riverMethods: readonly Method[] = [
  river('adwin', 'ADWIN', 'reals', () => adwin()),
  river('adwin on errors', 'ADWIN', 'errors', () => adwin()),
  river('adwin tuned', 'ADWIN', 'errors', () =>
    adwin({
      delta: 0.05,
      clock: 8,
      maxBuckets: 3,
      minWindowLength: 10,
      gracePeriod: 50,
    }),
  ),
  river('ddm', 'DDM', 'errors', () => ddm()),
  river('eddm', 'EDDM', 'errors', () => eddm()),
  river('hddmA', 'HDDMA', 'bounded', () => hddmA()),
  river('hddmA on errors', 'HDDMA', 'errors', () => hddmA()),
  river('hddmA both', 'HDDMA, two-sided', 'errors', () => hddmA({ direction: 'both' })),
  river('hddmW', 'HDDMW', 'bounded', () => hddmW()),
  river('hddmW on errors', 'HDDMW', 'errors', () => hddmW()),
  river('hddmW both', 'HDDMW, two-sided', 'errors', () => hddmW({ direction: 'both' })),
  river('fhddm', 'FHDDM, fed with rights', 'errors', () => fhddm()),
  river('fhddm short', 'FHDDM with a short window, fed with rights', 'errors', () => fhddm({ shortWindowSize: 20 })),
  river('pageHinkley', 'PageHinkley', 'reals', () => pageHinkley()),
  river('pageHinkley up', 'PageHinkley, up, threshold 10', 'errors', () =>
    pageHinkley({ direction: 'increase', threshold: 10 }),
  ),
  river('pageHinkley down', 'PageHinkley, down, threshold 10', 'errors', () =>
    pageHinkley({ direction: 'decrease', threshold: 10 }),
  ),
  river('kswin', "KSWIN, with Python's draws", 'short_reals', () => kswin({ alpha: 0.005, sample: pythonSample(42) })),
  river('kswin halves', 'KSWIN, both halves whole', 'short_reals', () => kswin({ alpha: 1e-4, statSize: 50 })),
];

const skips = 'frouros passes over one bucket of every size and asks for one row more on either side';
const warm = 'frouros gives its first verdict one row sooner and keeps the first of equal minima';

/** Detectors beside frouros': equal where ours follow it, and its own form as an oracle where ours differ. */
const frourosMethods: readonly Method[] = [
  frouros(
    'ecdd',
    'ECDDWT',
    'errors',
    rows(() => ecdd()),
    'ecdd',
  ),
  frouros(
    'cusum',
    'CUSUM',
    'reals',
    rows(() => cusum()),
    'cusum',
  ),
  frouros(
    'cusum on errors',
    'CUSUM, threshold 10',
    'errors',
    rows(() => cusum({ threshold: 10 })),
    'cusum on errors',
  ),
  frouros(
    'geometricMovingAverage',
    'GeometricMovingAverage',
    'reals',
    rows(() => geometricMovingAverage()),
    'geometricMovingAverage',
  ),
  frouros(
    'geometricMovingAverage on errors',
    'GeometricMovingAverage, threshold .2',
    'errors',
    rows(() => geometricMovingAverage({ threshold: 0.2 })),
    'geometricMovingAverage on errors',
  ),
  frouros(
    'stepd both',
    'STEPD, fed with rights',
    'errors',
    rows(() => stepd({ direction: 'both' })),
    'stepd',
  ),
  frouros(
    'rddm',
    'RDDM',
    'long_errors',
    rows(() => rddm()),
    'rddm',
  ),
  frouros('oracle: adwin of frouros', 'ADWIN', 'errors', (s) => alarms(adwinOracle(s, adwinForms.frouros)), 'adwin'),
  frouros('oracle: ddm of frouros', 'DDM', 'errors', (s) => alarms(ddmOracle(s, ddmForms.frouros)), 'ddm'),
  frouros('oracle: eddm of frouros', 'EDDM', 'errors', (s) => alarms(eddmOracle(s, eddmForms.frouros)), 'eddm'),
  frouros('oracle: hddmA of frouros', 'HDDMA', 'errors', (s) => alarms(frourosHddmA(s)), 'hddmA'),
  frouros('oracle: hddmW of frouros', 'HDDMW', 'errors', (s) => alarms(hddmWOracle(s, hddmWForms.frouros)), 'hddmW'),
  frouros(
    'oracle: pageHinkley of frouros',
    'PageHinkley',
    'errors',
    (s) => alarms(pageHinkleyOracle(s, pageHinkleyForms.frouros)),
    'pageHinkley',
  ),
  frouros(
    'adwin',
    'ADWIN',
    'errors',
    rows(() => adwin()),
    'adwin',
    skips,
  ),
  frouros(
    'ddm',
    'DDM',
    'errors',
    rows(() => ddm()),
    'ddm',
    warm,
  ),
  frouros(
    'eddm',
    'EDDM',
    'errors',
    rows(() => eddm()),
    'eddm',
    'frouros takes the population standard deviation and begins one error sooner',
  ),
  frouros(
    'hddmA',
    'HDDMA',
    'errors',
    rows(() => hddmA()),
    'hddmA',
    'frouros has ln(1/a) for ln(2/a) and no verdict before row 30',
  ),
  frouros(
    'hddmW',
    'HDDMW',
    'errors',
    rows(() => hddmW()),
    'hddmW',
    'frouros takes λ for the confidence of the cut and has no verdict before row 30',
  ),
  frouros(
    'pageHinkley',
    'PageHinkley',
    'errors',
    rows(() => pageHinkley({ direction: 'increase' })),
    'pageHinkley',
    'frouros keeps no running minimum, so that the sum sinks while nothing happens and the delay doubles',
  ),
];

export const detectorMethods: readonly Method[] = [...riverMethods, ...frourosMethods];
