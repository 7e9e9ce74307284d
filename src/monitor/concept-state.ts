import type { ConceptDetector } from '../contracts/concept-detector.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { noEpisode, type EpisodeCount } from '../judge/concept-drift/episodes.js';
import { startRun, type DetectorRun } from '../judge/concept-drift/start-run.js';

/** Who watches the losses of the model, and who stands in for a detector that is out of service. */
export interface ConceptDetectors {
  readonly detector: ConceptDetector | undefined;
  readonly fallback: ConceptDetector | undefined;
}

/** The detector between windows, plain JSON. */
export interface ConceptState {
  readonly run: DetectorRun;
  readonly episodes: EpisodeCount;
  /** Failures in a row of the detector in force; at the limit it is out of service, until another process goes on or a model is promoted. */
  readonly failures: number;
  /** Set once the fallback is in force: its name, and why the detector is not. */
  readonly standIn?: { readonly detector: string; readonly reason: string };
}

/** A detector that has seen nothing; the fallback where it cannot even start. @throws DriftSenseError `DETECTOR_FAILED` naming one without. */
export function freshConcept({ detector, fallback }: ConceptDetectors & { detector: ConceptDetector }): ConceptState {
  const fresh = { episodes: noEpisode, failures: 0 };
  const spare = fallback && startRun(fallback); // throws now rather than when it is needed
  try {
    return { ...fresh, run: startRun(detector) };
  } catch (error) {
    const reason = `detector '${detector.name}' cannot start: ${messageOf(error)}`;
    if (!spare) throw new DriftSenseError('DETECTOR_FAILED', reason, { cause: error });
    return { ...fresh, run: spare, standIn: { detector: fallback.name, reason } };
  }
}
