import { DriftSenseError } from '../errors.js';

const byteOrderMarks: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const otherFormats: readonly (readonly [name: string, magic: readonly number[], remedy: string])[] = [
  ['a gzip file', [0x1f, 0x8b], 'read it by its path with readCsv, which unpacks it, or unpack it first'],
  ['a zip archive or an Excel workbook', [0x50, 0x4b, 0x03, 0x04], 'unpack it, or save the sheet as CSV'],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31], 'export it as CSV'],
];
/** Bytes looked at before anything is decoded. */
const headBytes = 64;

/**
 * The bytes of a text file as UTF-8 without byte order mark, in pieces of at most 128 KiB. A byte order mark decides the
 * encoding, else the option, else UTF-8, whose bytes are passed on. Bytes that are not valid in their encoding come out as
 * bytes that are not valid UTF-8, so that they are found where the text is decoded, and line and field are known.
 *
 * @param where - Name of the file, for messages.
 * @param onEncoding - Told the encoding, by its standard name, before the first piece.
 * @throws DriftSenseError `TABLE_INVALID` for chunks that are no bytes; `CSV_ENCODING` for UTF-16 without a mark, ASCII that
 *   is said to be UTF-16, and files of another format.
 */
export async function* utf8Pieces(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  where: string,
  onEncoding: (name: string) => void,
): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array(0);
  let convert: ((bytes: Uint8Array, last: boolean) => Uint8Array) | undefined;
  for await (const chunk of chunks) {
    // Text would be taken for the numbers of its characters, which it has none of.
    if (!(chunk instanceof Uint8Array))
      throw new DriftSenseError('TABLE_INVALID', `${where}: expected bytes (Uint8Array), got ${typeof chunk}`, {
        details: { file: where },
        remedy: 'read the stream without an encoding, or encode the text with new TextEncoder().encode(text)',
      });
    let bytes: Uint8Array = chunk;
    if (convert === undefined) {
      head = joined(head, chunk);
      if (head.length < headBytes) continue;
      [convert, bytes] = begin(head, { encoding, where, onEncoding });
    }
    yield* pieces(convert(bytes, false));
  }
  if (convert === undefined) {
    const [first, bytes] = begin(head, { encoding, where, onEncoding });
    yield* pieces(first(bytes, true));
  } else yield* pieces(convert(new Uint8Array(0), true));
}

interface Given {
  readonly encoding: string | undefined;
  readonly where: string;
  readonly onEncoding: (name: string) => void;
}

function begin(
  head: Uint8Array<ArrayBuffer>,
  { encoding, where, onEncoding }: Given,
): [convert: (bytes: Uint8Array, last: boolean) => Uint8Array, rest: Uint8Array] {
  for (const [name, magic, remedy] of otherFormats)
    if (magic.every((byte, i) => head[i] === byte))
      throw new DriftSenseError('CSV_ENCODING', `${where}: this is ${name}, not text`, {
        details: { file: where },
        remedy,
      });
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  const name = new TextDecoder(marked?.[0] ?? encoding ?? 'utf-8').encoding;
  if (marked === undefined) checkUnits(head, name, where);
  onEncoding(name);
  const rest = marked === undefined ? head : head.subarray(marked[1].length);
  return [name === 'utf-8' ? (bytes) => bytes : converter(name), rest];
}

/** Text of an encoding as UTF-8, bytes that are not valid in it as bytes that are not valid UTF-8. */
function converter(name: string): (bytes: Uint8Array, last: boolean) => Uint8Array {
  const strict = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(name, { ignoreBOM: true });
  const encoder = new TextEncoder();
  let isValid = true;
  return (bytes, last) => {
    const encoded = encoder.encode(decoded(lenient, bytes, last));
    try {
      // Tells replacement characters of the file from those that stand for what cannot be read.
      if (isValid) decoded(strict, bytes, last);
    } catch {
      isValid = false;
    }
    return isValid ? encoded : withoutReplacements(encoded);
  };
}

/** Always as part of a stream: all at once, some versions of Node read windows-1252 as ISO-8859-1, without euro sign. */
const decoded = (decoder: TextDecoder, bytes: Uint8Array, last: boolean): string =>
  decoder.decode(bytes, { stream: true }) + (last ? decoder.decode() : '');

function withoutReplacements(utf8: Uint8Array): Uint8Array {
  for (let i = 0; i + 2 < utf8.length; i++)
    if (utf8[i] === 0xef && utf8[i + 1] === 0xbf && utf8[i + 2] === 0xbd) utf8.fill(0xff, i, i + 3);
  return utf8;
}

/** Text in which every other byte is 0 is UTF-16; read as another encoding its names would hold NUL characters. */
function checkUnits(head: Uint8Array, name: string, where: string): void {
  const length = Math.min(head.length - (head.length % 2), headBytes);
  const refuse = (what: string, remedy: string): never => {
    throw new DriftSenseError('CSV_ENCODING', `${where}, line 1, field 1: ${what}`, {
      details: { file: where, line: 1, column: 1, encoding: name },
      remedy,
    });
  };
  if (name.startsWith('utf-16')) {
    const isAscii = head.every((byte) => byte < 0x7f && (byte >= 0x20 || byte === 9 || byte === 10 || byte === 13));
    if (isAscii && length >= 8) refuse(`this is no ${name}, it reads as ASCII`, "read it with encoding: 'utf-8'");
    return;
  }
  if (length < 4) return;
  for (const [other, zero] of [
    ['utf-16le', 1],
    ['utf-16be', 0],
  ] as const) {
    let all = true;
    for (let i = 0; i < length; i += 2) if (head[i + zero] !== 0 || head[i + 1 - zero] === 0) all = false;
    if (all) refuse(`this looks like ${other} without a byte order mark`, `read it with encoding: '${other}'`);
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 131_072) yield bytes.subarray(from, from + 131_072);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
