import * as detectors from '../../src/index.js';
import type { ConceptDetector } from '../../src/contracts/concept-detector.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { adwinForms, adwinOracle } from '../../test/oracles/adwin.js';
import { ddmForms, ddmOracle } from '../../test/oracles/ddm.js';
import { eddmForms, eddmOracle } from '../../test/oracles/eddm.js';
import { hddmAForms, hddmAOracle, hddmWForms, hddmWOracle } from '../../test/oracles/hddm.js';
import { pageHinkleyForms, pageHinkleyOracle } from '../../test/oracles/page-hinkley.js';
import { PythonRandom } from '../../test/oracles/python-random.js';
import { rddmForms, rddmOracle } from '../../test/oracles/rddm.js';
import { stepdForms, stepdOracle } from '../../test/oracles/stepd.js';
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
): Method => ({
  ours: name,
  package: 'frouros',
  theirs,
  key,
  kind,
  answer,
  parts: [],
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

/** A detector of ours beside frouros' other form of it: `mended` is that form as an oracle, with what `why` says undone. */
const onPurpose = (
  name: string,
  theirs: string,
  make: () => ConceptDetector,
  key: string,
  why: string,
  mended: (stream: Stream) => readonly number[],
  kind: CaseKind = 'errors',
): Method => ({
  ...frouros(name, theirs, kind, rows(make), key),
  deliberate: { why, mended: (stream: Stream) => alarms(mended(stream)) },
});

const rights = (errors: Stream): Stream => errors.map((x) => 1 - x);

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
  frouros('oracle: adwin of frouros', 'ADWIN', 'errors', (s) => alarms(adwinOracle(s, adwinForms.frouros)), 'adwin'),
  frouros('oracle: ddm of frouros', 'DDM', 'errors', (s) => alarms(ddmOracle(s, ddmForms.frouros)), 'ddm'),
  frouros('oracle: eddm of frouros', 'EDDM', 'errors', (s) => alarms(eddmOracle(s, eddmForms.frouros)), 'eddm'),
  frouros('oracle: hddmA of frouros', 'HDDMA', 'errors', (s) => alarms(hddmAOracle(s, hddmAForms.frouros)), 'hddmA'),
  frouros('oracle: hddmW of frouros', 'HDDMW', 'errors', (s) => alarms(hddmWOracle(s, hddmWForms.frouros)), 'hddmW'),
  frouros(
    'oracle: pageHinkley of frouros',
    'PageHinkley',
    'errors',
    (s) => alarms(pageHinkleyOracle(s, pageHinkleyForms.frouros)),
    'pageHinkley',
  ),
  frouros(
    'oracle: rddm of frouros',
    'RDDM, not reset from outside',
    'long_errors',
    (s) => alarms(rddmOracle(s, rddmForms.frouros)),
    'rddm',
  ),
  frouros(
    'oracle: stepd of frouros',
    'STEPD, fed with rights',
    'errors',
    (s) => alarms(stepdOracle(rights(s), stepdForms.frouros)),
    'stepd',
  ),
  onPurpose(
    'adwin',
    'ADWIN',
    () => adwin(),
    'adwin',
    'frouros passes over one bucket of every size, asks for six rows on either side of a cut, and takes 7 for the 5 in its bound',
    (s) => adwinOracle(s, adwinForms.river),
  ),
  onPurpose(
    'ddm',
    'DDM',
    () => ddm(),
    'ddm',
    'frouros gives its first verdict one row sooner and keeps the first of equal minima',
    (s) => ddmOracle(s, ddmForms.river),
  ),
  onPurpose(
    'eddm',
    'EDDM',
    () => eddm(),
    'eddm',
    'frouros takes the population standard deviation and begins one row and one error sooner',
    (s) => eddmOracle(s, eddmForms.river),
  ),
  onPurpose(
    'hddmA',
    'HDDMA',
    () => hddmA(),
    'hddmA',
    'frouros has ln(1/a) for ln(2/a) and no verdict before row 30',
    (s) => hddmAOracle(s, hddmAForms.river),
  ),
  onPurpose(
    'hddmW',
    'HDDMW',
    () => hddmW(),
    'hddmW',
    'frouros takes λ for the confidence of the cut, starts its averages from 0 in place of the first row, and has no verdict before row 30',
    (s) => hddmWOracle(s, { ...hddmWForms.river, decrease: 'nothing' }),
  ),
  onPurpose(
    'pageHinkley up',
    'PageHinkley',
    () => pageHinkley({ direction: 'increase' }),
    'pageHinkley',
    'frouros keeps no running minimum, so that the sum sinks while nothing happens and the delay doubles',
    (s) => pageHinkleyOracle(s, pageHinkleyForms.river),
  ),
  onPurpose(
    'rddm',
    'RDDM, not reset from outside',
    () => rddm(),
    'rddm',
    'after a drift frouros replays all rows it keeps, not those since the warning; leaves the next row out of n; and keeps minima one row sooner',
    (s) => rddmOracle(s, rddmForms.moa),
    'long_errors',
  ),
  onPurpose(
    'stepd both',
    'STEPD, fed with rights',
    () => stepd({ direction: 'both' }),
    'stepd',
    'frouros alarms where all rows are alike (0/0), and where the correction for continuity exceeds the difference (it takes a negative Z for a positive one)',
    (s) => stepdOracle(rights(s), stepdForms.ours),
  ),
];

export const detectorMethods: readonly Method[] = [...riverMethods, ...frourosMethods];
