import { longNumber } from '../table/long-number.js';
import { decimalByte, exactPowers } from '../table/number.js';

/** Among `zeros`: the cell is not a plain number, its bytes are `from` to `to`. */
export const isBytes = 0x80;

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;
/** Cells of a block: what one reading leaves behind stays in the cache of the processor. */
const cells = 20_000;

interface BlockOptions {
  readonly decimal: '.' | ',';
  readonly maxRecordBytes: number;
}

/**
 * Records that hold nothing unusual, many at a time: a pass over the bytes finds where fields end and reads the numbers
 * among them. It stops before a record that needs a closer look: another number of fields, no value at all, doubled quotes or
 * line ends inside quotes, too many bytes, or not all of its bytes there.
 *
 * Cells lie by column: that of a row is at `column * capacity + row`. Numbers are exact: of at most fifteen digits, so that
 * one division rounds correctly (Clinger 1990).
 */
export class PlainBlock {
  readonly width: number;
  readonly capacity: number;
  /** Columns of text: no number is looked for in them. */
  readonly isText: Uint8Array;
  /** Numbers; NaN for an empty cell. */
  readonly values: Float64Array;
  /** Zeros at the end of a fraction, with which a number does not print; or {@link isBytes}. */
  readonly zeros: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By column, the `zeros` of all its cells, or-ed. */
  readonly zerosOf: Uint8Array;
  /** Where the first record begins that was not read. */
  at = 0;
  readonly #delimiter: number;
  readonly #decimal: number;
  readonly #maxRecordBytes: number;

  /** Null where the delimiter may be part of a number. */
  static for(width: number, delimiter: number, options: BlockOptions): PlainBlock | null {
    const isPartOfNumbers = delimiter === 45 || (delimiter >= 48 && delimiter <= 57);
    return isPartOfNumbers ? null : new PlainBlock(width, delimiter, options);
  }

  private constructor(width: number, delimiter: number, options: BlockOptions) {
    this.width = width;
    this.capacity = Math.max(1, Math.floor(cells / width));
    this.#delimiter = delimiter;
    const decimal = decimalByte(options.decimal);
    this.#decimal = decimal === delimiter ? -1 : decimal;
    this.#maxRecordBytes = options.maxRecordBytes;
    const room = this.capacity * width;
    this.isText = new Uint8Array(width);
    this.values = new Float64Array(room);
    this.zeros = new Uint8Array(room);
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
    this.zerosOf = new Uint8Array(width);
  }

  /**
   * Reads records from `bytes[at..end)`. `bytes[end]` must be a line feed and three more bytes follow it, so that nothing runs
   * past the end.
   *
   * @returns How many, at most `most` and `capacity`.
   */
  read(bytes: Uint8Array, at: number, end: number, most: number): number {
    const { width, capacity, isText, values, zeros, from, to, zerosOf } = this;
    const delimiter = this.#delimiter;
    const decimal = this.#decimal;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const delimiters = Math.imul(delimiter, 0x01010101);
    const rows = Math.min(most, capacity);
    zerosOf.fill(0);
    let i = at;
    let row = 0;
    let done = at;
    records: for (; row < rows; row++) {
      let cell = row;
      for (let column = 0; column < width; column++, cell += capacity) {
        const start = i;
        let kind = isBytes;
        if (isText[column] === 0) {
          // 1 for a minus sign, without a branch that could not be predicted.
          const minus = ((bytes[i]! ^ 45) - 1) >>> 31;
          i += minus;
          const first = i;
          let point = -1;
          let mantissa = 0;
          // Four bytes at a time: a digit becomes its value, and whatever is none gets its highest bit set.
          for (;;) {
            const four = view.getInt32(i, true) ^ 0x30303030;
            const others = ((four + 0x76767676) | 0 | four) & 0x80808080;
            if (others === 0) {
              const pairs = (Math.imul(four, 10) + (four >>> 8)) & 0xff00ff;
              mantissa = mantissa * 10_000 + ((pairs & 0xff) * 100 + (pairs >>> 16));
              i += 4;
              continue;
            }
            if ((others & 0x80) === 0) {
              const one = four & 0xff;
              if ((others & 0x8000) !== 0) {
                mantissa = mantissa * 10 + one;
                i += 1;
              } else if ((others & 0x800000) !== 0) {
                mantissa = mantissa * 100 + (one * 10 + ((four >>> 8) & 0xff));
                i += 2;
              } else {
                mantissa = mantissa * 1000 + (one * 100 + ((four >>> 8) & 0xff) * 10 + ((four >>> 16) & 0xff));
                i += 3;
              }
            }
            if (point >= 0 || bytes[i] !== decimal) break;
            point = i++;
          }
          const byte = bytes[i]!;
          if (byte === delimiter || byte === lineFeed || byte === carriageReturn) {
            const whole = (point < 0 ? i : point) - first;
            const fraction = point < 0 ? 0 : i - point - 1;
            if ((whole === 1 || (whole > 0 && bytes[first] !== 48)) && (fraction > 0 || point < 0)) {
              let value = mantissa / exactPowers[fraction]!;
              if (whole + fraction > 15) value = point < 0 ? Number.NaN : longNumber(bytes, first, point, i);
              if (value >= 1e-6 || (value === 0 && minus === 0)) {
                values[cell] = value * (1 - 2 * minus);
                kind = 0;
                if (fraction > 0) while (bytes[i - 1 - kind] === 48) kind++;
              }
            } else if (start === i) {
              values[cell] = Number.NaN;
              kind = 0;
            }
          }
        }
        if (kind === isBytes) {
          if (bytes[start] === quote) {
            i = start + 1;
            let byte = bytes[i]!;
            while (byte !== quote && byte !== lineFeed && byte !== carriageReturn) byte = bytes[++i]!;
            // An empty quoted cell may be all there is of a record.
            if (byte !== quote || i === start + 1) break records;
            from[cell] = start + 1;
            to[cell] = i++;
          } else {
            // Four bytes at a time, up to one that is the delimiter or below 14.
            for (;;) {
              const four = view.getInt32(i, true);
              const marked = four ^ delimiters;
              const hits = ((((marked - 0x01010101) | 0) & ~marked) | (((four - 0x0e0e0e0e) | 0) & ~four)) & 0x80808080;
              if (hits === 0) {
                i += 4;
                continue;
              }
              if ((hits & 0x80) === 0) i += (hits & 0x8000) !== 0 ? 1 : (hits & 0x800000) !== 0 ? 2 : 3;
              const byte = bytes[i]!;
              if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
              i++;
            }
            from[cell] = start;
            to[cell] = i;
          }
        }
        zeros[cell] = kind;
        zerosOf[column]! |= kind;
        if (column < width - 1) {
          if (bytes[i++] !== delimiter) break records;
        }
      }
      const last = bytes[i]!;
      const length = i - done;
      if (i >= end || last === delimiter || length < width || length > this.#maxRecordBytes) break;
      if (last === carriageReturn) {
        if (i + 1 === end) break;
        if (bytes[i + 1] === lineFeed) i++;
      } else if (last !== lineFeed) break;
      i++;
      done = i;
    }
    this.at = done;
    return row;
  }
}
