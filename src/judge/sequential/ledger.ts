import type { EvidencePart, LedgerEntry } from '../../contracts/sequential.js';
import type { Bets } from './bets.js';
import type { EventStream, RateStream, WatchedStream } from './plan.js';

/** Shares of the evidence below this are not told. */
const leastShare = 0.01;

/** A stream at an alarm, with its share of the evidence. */
export interface Standing {
  readonly stream: WatchedStream;
  readonly bets: Bets;
  readonly share: number;
}

/**
 * Whose evidence it is. The level is a weighted sum over streams, and each stream's a mean over bets, so shares are exact.
 *
 * @returns Entries with a hundredth of the evidence or more, the largest first; always the first.
 */
export function ledgerOf(streams: readonly Standing[]): LedgerEntry[] {
  return streams
    .toSorted((a, b) => b.share - a.share)
    .filter(({ share }, rank) => rank === 0 || share >= leastShare)
    .map(({ stream, bets, share }) => {
      let strongest = 0;
      for (let i = 1; i < bets.peaks.length; i++) if (bets.peaks[i]! > bets.peaks[strongest]!) strongest = i;
      const { column, part } = stream;
      const parts = partsOf(stream, bets, share);
      const { direction, category } = parts[0]!;
      const told = parts.filter((one, rank) => rank === 0 || one.share >= leastShare);
      return {
        column,
        part,
        share,
        direction,
        ...(category !== undefined && { category }),
        since: bets.starts[strongest]!,
        ...(stream.inflation > 1 && { inflation: stream.inflation }),
        parts: told,
      };
    });
}

/** A stream's evidence by direction, and for events by event; the largest share first. */
function partsOf(stream: WatchedStream, { sums }: Bets, share: number): EvidencePart[] {
  const ways = waysOf(stream);
  const total = sums.reduce((a, b) => a + b, 0);
  const evidence = new Map<string, EvidencePart>();
  for (const [i, way] of ways.entries()) {
    const name = JSON.stringify(way);
    const before = evidence.get(name)?.share ?? 0;
    evidence.set(name, { ...way, share: before + (share * sums[i]!) / total });
  }
  return [...evidence.values()].toSorted((a, b) => b.share - a.share);
}

/** Per bet, where it points. */
function waysOf(stream: WatchedStream): readonly Omit<EvidencePart, 'share'>[] {
  if (stream.kind === 'ranks') return stream.bets.map(({ direction }) => ({ direction }));
  return stream.kind === 'rate' ? waysOfRate(stream) : waysOfEvents(stream);
}

const waysOfEvents = ({ events }: EventStream): Omit<EvidencePart, 'share'>[] =>
  events.flatMap(({ name, bets }) =>
    bets.map(({ ratio }) => ({
      direction: ratio > 1 ? ('more' as const) : ('less' as const),
      ...(name !== undefined && { category: name }),
    })),
  );

/** More of the errors that a rate counts is a lower rate. */
const waysOfRate = ({ ratios, name }: RateStream): Omit<EvidencePart, 'share'>[] =>
  ratios.map((ratio) => ({ direction: ratio > 1 ? ('down' as const) : ('up' as const), category: name }));
