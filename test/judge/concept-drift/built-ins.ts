import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { adwin } from '../../../src/judge/concept-drift/adwin.js';
import { ddm } from '../../../src/judge/concept-drift/ddm.js';
import { cusum } from '../../../src/judge/concept-drift/cusum.js';
import { ecdd } from '../../../src/judge/concept-drift/ecdd.js';
import { eddm } from '../../../src/judge/concept-drift/eddm.js';
import { fhddm } from '../../../src/judge/concept-drift/fhddm.js';
import { geometricMovingAverage } from '../../../src/judge/concept-drift/geometric-moving-average.js';
import { hddmA } from '../../../src/judge/concept-drift/hddm-a.js';
import { hddmW } from '../../../src/judge/concept-drift/hddm-w.js';
import { rddm } from '../../../src/judge/concept-drift/rddm.js';
import { shiryaevRoberts } from '../../../src/judge/concept-drift/shiryaev-roberts.js';
import { stepd } from '../../../src/judge/concept-drift/stepd.js';
import { kswin } from '../../../src/judge/concept-drift/kswin.js';
import { pageHinkley } from '../../../src/judge/concept-drift/page-hinkley.js';

type Direction = 'increase' | 'decrease' | 'both';

/** A built-in detector and what its documentation says of it. */
export interface BuiltIn {
  /** The detector at its defaults but for the direction, and what a detector of error rates needs. */
  readonly make: (direction: Direction) => ConceptDetector;
  /** Of 100 streams whose error rate falls from .4 to .1, those without an alarm in the 300 rows after it, at least. */
  readonly calm: number;
  /** Of those, the ones without any alarm in 3,000 rows; absent where false alarms are the rule. */
  readonly silent?: number;
}

/** Every built-in detector. */
export const builtIns: Readonly<Record<string, BuiltIn>> = {
  adwin: { make: (direction) => adwin({ direction }), calm: 98, silent: 98 },
  // False alarms when young.
  ddm: { make: (direction) => ddm({ direction }), calm: 98, silent: 85 },
  kswin: {
    make: (direction) => kswin({ direction, windowSize: 600, statSize: 200 }),
    calm: 98,
    silent: 97,
  },
  pageHinkley: { make: (direction) => pageHinkley({ direction }), calm: 98, silent: 98 },
  eddm: { make: (direction) => eddm({ direction }), calm: 93 },
  hddmA: { make: (direction) => hddmA({ direction }), calm: 98, silent: 85 },
  hddmW: { make: (direction) => hddmW({ direction }), calm: 98 },
  fhddm: { make: (direction) => fhddm({ direction }), calm: 98, silent: 72 },
  rddm: { make: (direction) => rddm({ direction }), calm: 98 },
  shiryaevRoberts: {
    make: (direction) => shiryaevRoberts({ direction }),
    calm: 98,
    silent: 98,
  },
  stepd: { make: (direction) => stepd({ direction }), calm: 98 },
  ecdd: { make: (direction) => ecdd({ direction }), calm: 93 },
  cusum: { make: (direction) => cusum({ direction }), calm: 98, silent: 97 },
  geometricMovingAverage: {
    make: (direction) => geometricMovingAverage({ direction, threshold: 0.2 }),
    calm: 98,
    silent: 98,
  },
};
