import { allSteps } from '../all-steps.js';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { ConceptReport } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { countEpisode } from '../judge/concept-drift/episodes.js';
import { feedDetectorInSteps, type Detection } from '../judge/concept-drift/feed.js';
import { startRun } from '../judge/concept-drift/start-run.js';
import type { ConceptDetectors, ConceptState } from './concept-state.js';

export interface ConceptStep {
  readonly state: ConceptState;
  readonly report: ConceptReport;
  /** What the detector failed with last; with every window while it is out of service. */
  readonly failure?: DriftSenseError;
  /** The fallback has taken over, in words. */
  readonly fellBack?: string;
}

/** What losses of one window have led to so far. */
export interface FedLosses extends Omit<ConceptState, 'episodes'> {
  /** Where the detector stood before them. */
  readonly since: ConceptState;
  readonly rows: number;
  readonly sum: number;
  readonly detections: readonly Detection[];
  readonly warned: boolean;
  readonly failure?: DriftSenseError;
}

type Watched = ConceptDetectors & { readonly detector: ConceptDetector };

/** A window of which nothing has been fed yet. */
export function notFed(since: ConceptState): FedLosses {
  const { run, failures, standIn } = since;
  return { run, failures, ...(standIn && { standIn }), since, rows: 0, sum: 0, detections: [], warned: false };
}

/**
 * Feeds losses in row order, in steps for who lets the event loop turn in between. A row on which the detector fails is
 * skipped and counted; after three failures in a row it is out of service, and the fallback, if there is one, goes on with
 * the next row.
 */
export function* feedLosses(
  { detector, fallback }: Watched,
  before: FedLosses,
  losses: Float64Array,
): Generator<undefined, FedLosses> {
  let { run, failures, standIn, failure, warned, sum } = before;
  const detections = [...before.detections];
  let from = 0;
  for (;;) {
    if (failures >= limits.detectorFailures && fallback && !standIn) {
      const why = failure ? `, last: ${failure.message}` : '';
      const reason = `detector '${detector.name}' failed ${failures} times in a row${why}`;
      standIn = { detector: fallback.name, reason };
      run = { ...startRun(fallback), index: run.index };
      failures = 0;
    }
    if (from >= losses.length || failures >= limits.detectorFailures) break;
    const fed = yield* feedDetectorInSteps(standIn && fallback ? fallback : detector, run, losses.subarray(from));
    for (const detection of fed.detections) detections.push(detection);
    warned ||= fed.warning !== undefined;
    run = fed.run;
    from += fed.rows;
    if (fed.failure === undefined) continue;
    // The row it failed on is skipped, and counted, so that later indices are those of the stream.
    run = { ...run, index: run.index + 1 };
    from += 1;
    failure = fed.failure;
    failures += 1;
  }
  for (let row = 0; row < losses.length; row++) sum += losses[row]!;
  const rows = before.rows + losses.length;
  return {
    since: before.since,
    run,
    failures,
    rows,
    sum,
    detections,
    warned,
    ...(standIn && { standIn }),
    ...(failure && { failure }),
  };
}

/**
 * What all losses of a window led to.
 *
 * @param before - What those before `losses` did.
 * @param fallsCount - An improvement that the detector calls drift, as with `direction: 'both'`, is one. Default: it is only an
 *   improvement.
 */
export function conceptStep(
  detectors: Watched,
  before: FedLosses,
  losses: Float64Array,
  refractoryRows: number,
  fallsCount = false,
): ConceptStep {
  const fed = allSteps(feedLosses(detectors, before, losses));
  const { run, failures, standIn, failure, detections, rows } = fed;
  const { detector } = detectors;
  const state = fed.since;
  let { episodes } = state;
  const outOfService = failures >= limits.detectorFailures && failure === undefined;
  const drifts = detections.filter(({ drift, improvement }) => drift && (fallsCount || !improvement));
  for (const { index } of drifts) episodes = countEpisode(episodes, index, refractoryRows);
  const first = drifts[0] ?? detections[0];
  const notes = [
    ...(standIn ? [`${standIn.reason}; '${standIn.detector}' stands in`] : []),
    ...(outOfService ? [`out of service after ${failures} failures`] : []),
    ...(failure && !standIn?.reason.includes(failure.message) ? [failure.message] : []),
  ];
  const fellBack = standIn && (standIn !== state.standIn || state.run.index === 0);
  return {
    state: { run, episodes, failures: failure || outOfService ? failures : 0, ...(standIn && { standIn }) },
    report: {
      detector: standIn?.detector ?? detector.name,
      rows: outOfService ? 0 : rows,
      ...(rows > 0 && { mean: fed.sum / rows }),
      drift: drifts.length > 0,
      warning: fed.warned,
      improvement: detections.some((detection) => detection.improvement),
      episode: episodes.episode,
      ...(first && { index: first.index }),
      ...(first?.since !== undefined && { since: first.since }),
      ...(notes.length > 0 && { note: notes.join('; ') }),
    },
    ...((failure || outOfService) && { failure: failure ?? stopped(standIn?.detector ?? detector.name, failures) }),
    ...(fellBack && { fellBack: notes[0]! }),
  };
}

/** Nobody watches the losses any more, which is news for as long as it lasts. */
const stopped = (detector: string, failures: number): DriftSenseError =>
  new DriftSenseError('DETECTOR_FAILED', `detector '${detector}' is out of service after ${failures} failures`);
