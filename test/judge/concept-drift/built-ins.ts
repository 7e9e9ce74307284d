import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { adwin } from '../../../src/judge/concept-drift/adwin.js';
import { ddm } from '../../../src/judge/concept-drift/ddm.js';
import { kswin } from '../../../src/judge/concept-drift/kswin.js';
import { pageHinkley } from '../../../src/judge/concept-drift/page-hinkley.js';

type Direction = 'increase' | 'decrease' | 'both';

/** A built-in detector and what its documentation says of it. */
export interface BuiltIn {
  /** The detector at its defaults but for the direction; KSWIN with a window that can see error rates. */
  readonly make: (direction: Direction) => ConceptDetector;
  /** Documented mean delay in rows after the error rate went from .1 to .4 at row 2,000. */
  readonly delay: number;
  /** Of 100 streams, those with exactly one episode within twice that delay, at least. */
  readonly oneEpisode: number;
  /** Of 100 streams whose error rate falls from .4 to .1, those without a false alarm, at least. */
  readonly silent: number;
}

/** Every built-in detector. */
export const builtIns: Readonly<Record<string, BuiltIn>> = {
  adwin: { make: (direction) => adwin({ direction }), delay: 75, oneEpisode: 98, silent: 98 },
  // A mean over the whole past: one change in ten takes it two to six times its mean delay; false alarms when young.
  ddm: { make: (direction) => ddm({ direction }), delay: 140, oneEpisode: 80, silent: 85 },
  kswin: {
    make: (direction) => kswin({ direction, windowSize: 600, statSize: 200 }),
    delay: 134,
    oneEpisode: 98,
    silent: 97,
  },
  pageHinkley: { make: (direction) => pageHinkley({ direction }), delay: 156, oneEpisode: 98, silent: 98 },
};
