import { Lexer } from 'yaml';

/** What the lexer puts before a scalar without quotes, where a document starts, and where brackets end too early. */
const [scalarFollows, documentStarts, bracketsEnd] = ['\u001f', '\u0002', '\u0018'];

/**
 * Finds what makes a YAML text too much to parse, in the time of reading it and without building anything: more than
 * `levels` opened by brackets, or by dashes and question marks on one line, or more than `scalars` texts and numbers.
 *
 * @returns What there is too much of, and where; undefined for a text that can be parsed.
 */
export function scanYaml(
  text: string,
  most: { readonly levels: number; readonly scalars: number },
): { readonly offset: number; readonly excess: 'levels' | 'scalars' } | undefined {
  let offset = 0;
  let [brackets, marks, scalars] = [0, 0, 0];
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!isScalar) {
      if (token === '[' || token === '{') brackets++;
      else if (token === ']' || token === '}') brackets--;
      else if (token === '-' || token === '?') marks++;
      else if (token === '\n' || token === '\r\n') marks = 0;
    }
    if (brackets + marks > most.levels) return { offset, excess: 'levels' };
    isScalar = token === scalarFollows;
    if ((isScalar || token[0] === '"' || token[0] === "'") && ++scalars > most.scalars)
      return { offset, excess: 'scalars' };
    // These stand for nothing in the text.
    if (!isScalar && token !== documentStarts && token !== bracketsEnd) offset += token.length;
  }
  return undefined;
}
