import type { LabelTable } from '../source/label-table.js';
import { countText } from '../show/number-text.js';

/** What became of the labels of `data.labels`. */
export interface LabelCounts {
  /** Ids that have a label. */
  readonly ids: number;
  /** Of these, ids that a row of the reference or of the stream has. */
  readonly joined: number;
  readonly unmatched: number;
  /** Told twice alike; replaced by a later label; told after a later one. */
  readonly duplicate: number;
  readonly corrected: number;
  readonly superseded: number;
  /** Without id, label or time. */
  readonly unusable: number;
}

export function labelCountsOf({ size, unmatched, counts }: LabelTable): LabelCounts {
  const { duplicate, corrected, superseded } = counts;
  const unusable = counts['invalid-id'] + counts['invalid-label'] + counts['invalid-time'];
  return { ids: size, joined: size - unmatched, unmatched, duplicate, corrected, superseded, unusable };
}

export function labelText({ ids, joined, unmatched, duplicate, corrected, superseded, unusable }: LabelCounts): string {
  const also = [
    [corrected, 'corrected'],
    [superseded, 'came after a later one'],
    [duplicate, 'told twice'],
    [unusable, 'of no use'],
  ] as const;
  const parts = also.flatMap(([count, what]) => (count > 0 ? [`${countText(count)} ${what}`] : []));
  const lost = unmatched > 0 ? `, ${countText(unmatched)} match no row` : '';
  return `labels: ${countText(joined)} of ${countText(ids)} ids joined to rows${lost}${parts.length > 0 ? `; ${parts.join(', ')}` : ''}`;
}
