import { mergeEpisodes } from '../../src/judge/concept-drift/episodes.js';
import { alarmsOf } from './detector-rates.js';

/** An error rate that goes from .1 to .4 at row 2,000: how late it is found, and whether as one episode. */
export const abrupt = { from: 0.1, to: 0.4, at: 2_000, within: 1_000 } as const;

export interface DetectorEpisodes {
  readonly detector: string;
  /** Mean delay in rows of the changes found within 1,000 rows. */
  readonly delay: number;
  /** Rows that one change in twenty takes longer than. */
  readonly late: number;
  /** Other streams than those of the two delays, as many. */
  readonly streams: number;
  /** Of these, changes first found within twice the mean delay, and within twice `late`. */
  readonly inTwiceTheMean: number;
  readonly inTwiceLate: number;
  /** Of these, changes told as two episodes or more within twice `late`. */
  readonly several: number;
  /** Of these, changes whose first detection goes on with an episode that a false alarm had begun. */
  readonly open: number;
}

/** @param streams - To measure delays on, and as many to see whether they hold. */
export function detectorEpisodes(name: string, streams: number): DetectorEpisodes {
  const { at, within } = abrupt;
  const delays = alarmsOfStreams(name, 'delays', streams)
    .map((rows) => (rows.find((row) => row >= at) ?? Infinity) - at)
    .toSorted((a, b) => a - b);
  const found = delays.filter((rows) => rows < within);
  const delay = Math.round(found.reduce((sum, rows) => sum + rows, 0) / found.length);
  const late = delays[Math.ceil(0.95 * streams) - 1]!;
  const others = alarmsOfStreams(name, 'others', streams);
  const count = (is: (rows: readonly number[]) => boolean): number => others.filter(is).length;
  const upTo = (rows: readonly number[], end: number) => rows.filter((row) => row >= at && row < at + end);
  return {
    detector: name,
    delay,
    late,
    streams,
    inTwiceTheMean: count((rows) => upTo(rows, 2 * delay).length > 0),
    inTwiceLate: count((rows) => upTo(rows, 2 * late).length > 0),
    several: count((rows) => mergeEpisodes(upTo(rows, 2 * late)).length > 1),
    open: count((rows) => mergeEpisodes(rows).some(({ first, last }) => first < at && last >= at)),
  };
}

const alarmsOfStreams = (name: string, kind: string, streams: number): number[][] => {
  const { from, to, at, within } = abrupt;
  return Array.from({ length: streams }, (_, stream) => [
    ...alarmsOf(name, `episodes ${kind} ${stream}`, at + within, (row) => (row < at ? from : to)),
  ]);
};
