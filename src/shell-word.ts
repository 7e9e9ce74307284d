/**
 * A text as one word of a shell, so that a command with it can be copied from a message.
 *
 * @example shellWord("it's.csv"); // `'it'\''s.csv'`
 */
export const shellWord = (text: string): string =>
  /^[\w./:@%+,][\w./:@%+,=-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
