import type { LedgerEntry } from '../../contracts/sequential.js';
import type { Bets } from './bets.js';
import type { EventStream, WatchedStream } from './plan.js';

/**
 * Whose evidence it is. The level is a weighted sum over streams, and each stream's a mean over bets, so shares are exact.
 *
 * @param level - The sum, above 0.
 * @returns Entries with a hundredth of the evidence or more, the largest first; always the first.
 */
export function ledgerOf(
  streams: readonly { readonly stream: WatchedStream; readonly bets: Bets; readonly level: number }[],
  level: number,
): LedgerEntry[] {
  return streams
    .map((entry) => ({ ...entry, share: (entry.stream.weight * entry.level) / level }))
    .toSorted((a, b) => b.share - a.share)
    .filter(({ share }, rank) => rank === 0 || share >= 0.01)
    .map(({ stream, bets, share }) => {
      let strongest = 0;
      for (let i = 1; i < bets.peaks.length; i++) if (bets.peaks[i]! > bets.peaks[strongest]!) strongest = i;
      const { column, part } = stream;
      return { column, part, share, ...leading(stream, bets), since: bets.starts[strongest]! };
    });
}

/** The direction, and for events the event, with most of a stream's evidence. */
function leading(stream: WatchedStream, { sums }: Bets): Pick<LedgerEntry, 'direction' | 'category'> {
  const ways = stream.kind === 'ranks' ? stream.bets.map(({ direction }) => ({ direction })) : waysOf(stream);
  const evidence = new Map<string, { way: (typeof ways)[number]; sum: number }>();
  for (const [i, way] of ways.entries()) {
    const name = JSON.stringify(way);
    const { sum } = evidence.get(name) ?? { sum: 0 };
    evidence.set(name, { way, sum: sum + sums[i]! });
  }
  const [first] = [...evidence.values()].toSorted((a, b) => b.sum - a.sum);
  return first!.way;
}

/** Per bet of an event stream, the event and which way. */
const waysOf = ({ events }: EventStream): Pick<LedgerEntry, 'direction' | 'category'>[] =>
  events.flatMap(({ name, bets }) =>
    bets.map(({ ratio }) => ({
      direction: ratio > 1 ? ('more' as const) : ('less' as const),
      ...(name !== undefined && { category: name }),
    })),
  );
