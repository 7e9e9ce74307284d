import type { ReferenceProfile } from '../contracts/profiles.js';
import { countText } from '../show/number-text.js';
import { isSmallReference } from './is-small-reference.js';

/**
 * What a small reference means for a window, as a note of its report.
 *
 * @param rates - The false alarms to expect, in a sentence.
 */
export function smallReferenceNotes({ size }: ReferenceProfile, windowRows: number, rates?: string): string[] {
  return isSmallReference(size, windowRows)
    ? [
        `REFERENCE_SMALL: the window has ${countText(windowRows)} rows, more than a fifth of the reference's ${countText(size)}; an unlucky reference may alarm in several windows in a row${rates === undefined ? '' : `. ${rates}`}`,
      ]
    : [];
}
