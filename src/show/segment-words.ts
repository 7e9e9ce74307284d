import { countOf, countText, numberText } from './number-text.js';

/** What the record of a gate says of a segment. */
interface Segment {
  readonly column?: unknown;
  readonly value?: unknown;
  readonly others?: unknown;
  readonly rows?: unknown;
  readonly verdict?: unknown;
  readonly metric?: unknown;
  readonly champion?: unknown;
  readonly challenger?: unknown;
}

/** Named one by one; of more the number is told. */
const mostNamed = 3;

/** Segments in which a candidate is worse than allowed, or not better by what was asked for, and those that were not judged, in words; undefined where there are none. */
export function segmentWords({ segments }: { readonly segments?: unknown }): string | undefined {
  if (!Array.isArray(segments)) return undefined;
  const known = (segments as readonly (Segment | null)[]).filter((one) => one !== null && typeof one === 'object');
  const of = (verdict: string) => known.filter((one) => one.verdict === verdict);
  const [worse, short] = [of('worse'), of('not-better')];
  const unjudged = known.filter((one) => !['worse', 'not-better', 'kept'].includes(String(one.verdict)));
  const parts = [
    ...(worse.length > 0 ? [`worse in ${listed(worse, comparedText)}`] : []),
    ...(short.length > 0 ? [`not better in ${listed(short, comparedText)}`] : []),
    ...(unjudged.length > 0 ? [`not judged: ${listed(unjudged, unjudgedText)}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

function listed(segments: readonly Segment[], text: (segment: Segment) => string): string {
  const named = segments.slice(0, mostNamed).map(text).join(', ');
  const more = segments.length - mostNamed;
  return more > 0 ? `${named} and ${countText(more)} more` : named;
}

const rowsText = ({ rows }: Segment): string => countOf(Number(rows), 'row');

function nameOf({ column, value, others }: Segment): string {
  if (typeof others === 'number') return `${countText(others)} smaller segments of ${String(column)}`;
  return value === undefined ? `${String(column)} without a value` : `${String(column)} '${String(value)}'`;
}

const comparedText = (segment: Segment): string =>
  `${nameOf(segment)} (${rowsText(segment)}: ${String(segment.metric)} ${numberText(Number(segment.challenger))}, was ${numberText(Number(segment.champion))})`;

const unjudgedText = (segment: Segment): string =>
  `${nameOf(segment)} (${segment.verdict === 'no-metric' ? `no ${String(segment.metric)} of ` : ''}${rowsText(segment)})`;
