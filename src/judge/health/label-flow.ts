import type { ReferenceColumn, ReferenceProfile, WindowProfile } from '../../contracts/profiles.js';
import { limits } from '../../limits.js';
import type { Condition } from '../condition.js';

/** What is known of the labels of a window. */
export interface LabelsSeen {
  readonly window: WindowProfile;
  readonly reference: ReferenceProfile;
  /** Rows of the window that came with a label beside their prediction. */
  readonly labelled: number;
  /** Whether rows have ever come with labels of their own. */
  readonly came: boolean;
  /** Whether labels of its rows may still come by themselves. */
  readonly mayCome: boolean;
}

/** The label column of a reference that has labels. */
export const labelOf = ({ columns }: ReferenceProfile): ReferenceColumn | undefined =>
  columns.find(({ role, count }) => role === 'label' && count > 0);

/**
 * Judges whether a window brings too few labels to say how the model does: where they come with the rows, or where the
 * reference has them and they cannot come later. Nothing is said where no labels are to be expected. Pure.
 */
export function judgeLabelFlow({ window, reference, labelled, came, mayCome }: LabelsSeen): Condition[] {
  const label = labelOf(reference);
  if (!came && label === undefined) return [];
  // Where nothing is predicted labels are seen by their column alone.
  const seen = window.columns.find(({ name }) => name === label?.name)?.count ?? 0;
  const expected = came || !(mayCome || seen > 0);
  return [
    {
      kind: 'too-few-labels',
      holds: expected && window.size >= limits.minSamples && labelled < limits.minSamples,
      summary: `${labelled} of ${window.size} rows have a label, and ${limits.minSamples} are needed`,
      columns: [],
    },
  ];
}
