import { limits } from '../../limits.js';
import { requireList } from '../../stats/domain.js';

/** A change as people count it: its first detection and all that followed soon after. */
export interface Episode {
  /** Row of the first detection. */
  readonly first: number;
  /** Row of the last one. */
  readonly last: number;
  /** Number of detections. */
  readonly detections: number;
}

/** Where the counting of episodes stands, plain JSON. */
export interface EpisodeCount {
  /** Episodes so far. */
  readonly episode: number;
  /** Row of the last detection; null before the first. */
  readonly last: number | null;
}

/** Before any detection. */
export const noEpisode: EpisodeCount = { episode: 0, last: null };

/**
 * Counts one more detection: of the running episode when it comes within the refractory span of the last one, else the
 * first of a new one. A detector that restarts inside a change, because the change is gradual or was seen early, alarms
 * again soon after; that is the same change.
 *
 * @param row - Row of the detection, not before the last one.
 * @param refractory - Rows after a detection within which the next belongs to the same episode. Default 1,000: what
 * `adwin`, restarted in the middle of a change, needs to say so again. A second change that comes within the span counts
 * to the first; its detections are reported all the same.
 */
export function countEpisode(
  count: EpisodeCount,
  row: number,
  refractory: number = limits.refractoryRows,
): EpisodeCount {
  const same = count.last !== null && row - count.last <= refractory;
  return { episode: same ? count.episode : count.episode + 1, last: row };
}

/**
 * Detections merged into episodes.
 *
 * @param rows - Rows of the detections, ascending.
 * @param refractory - Rows within which a detection belongs to the episode before it.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no list.
 * @example
 * mergeEpisodes([1023, 1055, 3007]); // [{ first: 1023, last: 1055, detections: 2 }, { first: 3007, … }]
 */
export function mergeEpisodes(rows: readonly number[], refractory?: number): Episode[] {
  requireList(rows, 'mergeEpisodes: rows');
  const episodes: Episode[] = [];
  let count = noEpisode;
  for (const row of rows) {
    count = countEpisode(count, row, refractory);
    const { first, detections } = episodes[count.episode - 1] ?? { first: row, detections: 0 };
    episodes[count.episode - 1] = { first, last: row, detections: detections + 1 };
  }
  return episodes;
}
