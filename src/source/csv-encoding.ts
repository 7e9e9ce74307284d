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
 * The bytes of a text file as UTF-8 without byte order mark, in pieces of at most 64 KiB. A byte order mark decides the
 * encoding, else the option, else UTF-8, whose bytes are passed on and checked where they are decoded.
 *
 * @param where - Name of the file, for messages.
 * @throws DriftSenseError `TABLE_INVALID` for chunks that are no bytes; `CSV_ENCODING` for bytes that are not valid in their encoding, UTF-16 without a mark, and
 *   files of another format.
 */
export async function* utf8Pieces(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  where: string,
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
      [convert, bytes] = begin(head, encoding, where);
    }
    yield* pieces(convert(bytes, false));
  }
  if (convert === undefined) {
    const [first, bytes] = begin(head, encoding, where);
    yield* pieces(first(bytes, true));
  } else yield* pieces(convert(new Uint8Array(0), true));
}

function begin(
  head: Uint8Array<ArrayBuffer>,
  encoding: string | undefined,
  where: string,
): [convert: (bytes: Uint8Array, last: boolean) => Uint8Array, rest: Uint8Array] {
  for (const [name, magic, remedy] of otherFormats)
    if (magic.every((byte, i) => head[i] === byte))
      throw new DriftSenseError('CSV_ENCODING', `${where}: this is ${name}, not text`, {
        details: { file: where },
        remedy,
      });
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  if (marked === undefined && encoding === undefined) refuseUnmarkedUtf16(head, where);
  const label = marked?.[0] ?? encoding ?? 'utf-8';
  const rest = marked === undefined ? head : head.subarray(marked[1].length);
  const name = new TextDecoder(label).encoding;
  if (name === 'utf-8') return [(bytes) => bytes, rest];
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const encoder = new TextEncoder();
  const convert = (bytes: Uint8Array, last: boolean): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(bytes, { stream: !last }));
    } catch (cause) {
      throw new DriftSenseError('CSV_ENCODING', `${where}: the bytes are not valid ${name}`, {
        cause,
        details: { file: where, encoding: name },
      });
    }
  };
  return [convert, rest];
}

/** Text in which every other byte is 0 is UTF-16; read as UTF-8 its names would hold NUL characters. */
function refuseUnmarkedUtf16(head: Uint8Array, where: string): void {
  const length = Math.min(head.length - (head.length % 2), headBytes);
  if (length < 4) return;
  for (const [name, zero] of [
    ['utf-16le', 1],
    ['utf-16be', 0],
  ] as const) {
    let all = true;
    for (let i = 0; i < length; i += 2) if (head[i + zero] !== 0 || head[i + 1 - zero] === 0) all = false;
    if (all)
      throw new DriftSenseError('CSV_ENCODING', `${where}: this looks like ${name} without a byte order mark`, {
        details: { file: where, encoding: name },
        remedy: `read it with encoding: '${name}'`,
      });
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
