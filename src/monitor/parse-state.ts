import type { LettersOf } from '../act/labels/row-codec.js';
import { joinedBytes } from '../store/joined-bytes.js';

/** Letters from which on a text is left out where the state is parsed: rows that wait for labels may be a million. */
const longText = 1_024;

/** Bytes that are looked through between two turns of the event loop: some milliseconds. */
const bytesOfStep = 524_288;

const [quote, backslash, star] = [0x22, 0x5c, 0x2a];
const utf8 = new TextEncoder();

/** A saved monitor, in which marks may stand for the texts of rows. */
export interface ParsedState {
  readonly json: unknown;
  /** What stands for such a text in `json`. */
  readonly lettersOf: LettersOf;
}

/**
 * Parses the state that `stateBytes` or `JSON.stringify(monitor.toJSON())` wrote, in steps of a few milliseconds as far as its
 * bytes are rows that wait for labels. These stay bytes, each text apart, and their letters are checked where they are decoded.
 *
 * @throws SyntaxError, TypeError for bytes that are no JSON.
 */
export function* parseState(bytes: Uint8Array): Generator<undefined, ParsedState> {
  const texts = new Map<string, Uint8Array>();
  const json = parsed(yield* withoutLongTexts(bytes, texts));
  yield;
  // A long text at any other place is not for us to leave out.
  const marks = textsOfRows(json).filter((text) => texts.has(text));
  const areRows = marks.length === texts.size && new Set(marks).size === texts.size;
  return areRows
    ? { json, lettersOf: (text) => texts.get(text) ?? utf8.encode(text) }
    : { json: parsed(bytes), lettersOf: (text) => utf8.encode(text) };
}

const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

/**
 * The document with a mark, `*` and a number, in the place of each long text. It is JSON wherever the whole one is, and where
 * it is not the whole one is none. What is no JSON may be cut anywhere.
 *
 * @param texts - Gets the letters by their mark; stays empty where another text of the document could be taken for a mark.
 */
function* withoutLongTexts(bytes: Uint8Array, texts: Map<string, Uint8Array>): Generator<undefined, Uint8Array> {
  const parts: Uint8Array[] = [];
  let [from, opening, isEscaped, looked] = [0, -1, false, 0];
  for (let at = lookOn(bytes, 0); at < bytes.length; at = lookOn(bytes, at + 1)) {
    const byte = bytes[at];
    if (byte === backslash) [at, isEscaped] = [at + 1, true];
    else if (byte === quote && opening < 0) [opening, isEscaped] = [at, false];
    else if (byte === quote) {
      const text = bytes.subarray(opening + 1, at);
      if (text.length >= longText && !isEscaped) {
        const mark = `*${texts.size}`;
        texts.set(mark, text);
        parts.push(bytes.subarray(from, opening + 1), utf8.encode(mark));
        from = at;
      } else if (text[0] === star || text[0] === backslash) {
        texts.clear();
        return bytes;
      }
      opening = -1;
    }
    if (at - looked < bytesOfStep) continue;
    looked = at;
    yield;
  }
  return yield* joinedBytes([...parts, bytes.subarray(from)]);
}

/** Where a quote or a backslash comes next, or as far as one step looks. */
function lookOn(bytes: Uint8Array, from: number): number {
  const end = Math.min(from + bytesOfStep, bytes.length);
  let at = from;
  while (at < end && bytes[at] !== quote && bytes[at] !== backslash) at++;
  return at;
}

interface Ledger {
  readonly cohorts?: unknown;
  readonly unmatched?: unknown;
}

/** The texts of rows in a document of which nothing is known. */
function textsOfRows(json: unknown): readonly string[] {
  const { cohorts, unmatched } = (json as { labels?: { ledger?: Ledger | null } | null } | null)?.labels?.ledger ?? {};
  const rows = Array.isArray(cohorts) ? cohorts.map((cohort: { rows?: unknown } | null) => cohort?.rows) : [];
  return [...rows, unmatched].filter((text) => typeof text === 'string');
}
