import { Lexer } from 'yaml';

/** What the lexer puts before a scalar without quotes, where a document starts, and where brackets end too early. */
const [scalarFollows, documentStarts, bracketsEnd] = ['\u001f', '\u0002', '\u0018'];

/**
 * Finds what makes a YAML text too much to parse, in the time of reading it and without building anything: more than
 * `levels` opened by brackets, or by dashes and question marks on one line, or more than `tokens` names, values, marks,
 * spaces between them and line ends, each of which costs about the same.
 *
 * @returns What there is too much of, and where; undefined for a text that can be parsed.
 */
export function scanYaml(
  text: string,
  most: { readonly levels: number; readonly tokens: number },
): { readonly offset: number; readonly excess: 'levels' | 'tokens' } | undefined {
  let offset = 0;
  let [brackets, marks, tokens] = [0, 0, 0];
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
    // These stand for nothing in the text.
    if (isScalar || token === documentStarts || token === bracketsEnd) continue;
    if (++tokens > most.tokens) return { offset, excess: 'tokens' };
    offset += token.length;
  }
  return undefined;
}
