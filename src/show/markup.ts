/** Text that is already HTML or SVG. Made by `markup` only, so every name in it has been escaped. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Piece = string | number | Markup | undefined | false | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// Characters XML forbids, control characters, lone surrogates, and the controls that reorder text around a name.
const unprintable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Replaces what cannot be shown: line breaks and tabs by a space, other control characters by U+FFFD. */
export const printable = (text: string): string =>
  text.replaceAll(/[\t\n\r]+/g, ' ').replaceAll(unprintable, '\u{fffd}');

/** A name as it is shown: the empty one would be seen by nobody. */
export const nameText = (name: string): string => (name.trim() === '' ? `'${name}'` : name);

/** Escapes text for element content and for quoted attributes of HTML and of XML. */
export const escapeMarkup = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);

const pieceText = (piece: Piece): string => {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeMarkup(piece);
  if (typeof piece === 'number') return String(piece);
  if (piece instanceof Markup) return piece.text;
  return piece.map((part) => part.text).join('');
};

/**
 * Template tag for HTML and SVG: what is interpolated is escaped, unless it is `Markup` itself. `undefined` and `false`
 * print nothing. Attributes must be written in double quotes.
 *
 * @example markup`<td title="${name}">${name}</td>`
 */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let text = strings[0] ?? '';
  for (const [i, piece] of pieces.entries()) text += pieceText(piece) + (strings[i + 1] ?? '');
  return new Markup(text);
}

/** A name as it is shown, which may break after `_`, `.`, `/`, `:` and `-` where room is scarce. */
export const breakableName = (name: string): Markup =>
  new Markup(escapeMarkup(nameText(name)).replaceAll(/[_./:-](?=[^\s_])/g, '$&<wbr>'));

/** Cuts text to a number of characters, the last of them an ellipsis. Never cuts a surrogate pair. */
export function clip(text: string, length: number): string {
  const characters = Array.from(printable(text));
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
