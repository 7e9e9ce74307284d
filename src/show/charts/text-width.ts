import { printable } from '../markup.js';

/** Widths in ems of the font: of ideographs and pictures, of broad letters, of capitals, of all others. */
const widthOf = (character: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
    character,
  )
    ? 1.1
    : /[mwMW@%]/.test(character)
      ? 0.9
      : /\p{Lu}/u.test(character)
        ? 0.7
        : 0.555;

/** About how wide a text is drawn in a font of `em` pixels. */
export const textWidth = (text: string, em: number): number =>
  Array.from(text).reduce((width, character) => width + widthOf(character) * em, 0);

/** Cuts text to a width in a font of `em` pixels, with an ellipsis where something was left out. */
export function clipToWidth(text: string, room: number, em: number): string {
  const shown = printable(text);
  if (textWidth(shown, em) <= room) return shown;
  let left = room - em;
  const kept = Array.from(shown);
  const cut = kept.findIndex((character) => (left -= widthOf(character) * em) < 0);
  return `${kept.slice(0, cut).join('')}…`;
}
