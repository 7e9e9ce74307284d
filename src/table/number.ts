import { DriftSenseError } from '../errors.js';

/**
 * What a text is, as a number:
 * `none` no number; `plain` prints as it is written; `spelled` a number written otherwise (`1.10`, `+5`, `1e3`);
 * `code` a number by its grammar that is more likely an identifier (`007`, whole numbers beyond 2^53).
 */
export type NumberForm = 'none' | 'plain' | 'spelled' | 'code';

/** Result of a scan, overwritten by the next one, so that scanning a file allocates nothing. */
export interface NumberScan {
  form: NumberForm;
  value: number;
}

export const numberScan = (): NumberScan => ({ form: 'none', value: Number.NaN });

const zero = 48;
const nine = 57;
/** Powers of ten that are exact doubles: with a mantissa of at most 15 digits one multiplication or division rounds correctly (Clinger 1990). */
export const exactPowers = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * Reads `bytes[from..to)` as a number: optional sign, digits, fraction, exponent; at least one digit; nothing before or
 * after; finite. No hexadecimal, no blank, no thousands mark. The value is the double nearest to the decimal number.
 *
 * @param decimal - Byte of the decimal mark.
 * @param text - The bytes as a text with a point, where there is one.
 */
export function scanNumber(
  bytes: Uint8Array,
  from: number,
  to: number,
  decimal: number,
  scan: NumberScan,
  text?: string,
): void {
  scan.form = 'none';
  scan.value = Number.NaN;
  let i = from;
  const sign = bytes[i];
  if (sign === 45 || sign === 43) i++;

  let mantissa = 0;
  let significant = 0;
  const digit = (byte: number): void => {
    if (significant > 0 || byte !== zero) significant++;
    if (significant <= 15) mantissa = mantissa * 10 + (byte - zero);
  };
  const wholeFrom = i;
  while (i < to && bytes[i]! >= zero && bytes[i]! <= nine) digit(bytes[i++]!);
  const whole = i - wholeFrom;
  const point = i < to && bytes[i] === decimal ? i : -1;
  if (point >= 0) {
    i++;
    while (i < to && bytes[i]! >= zero && bytes[i]! <= nine) digit(bytes[i++]!);
  }
  const fraction = point < 0 ? 0 : i - point - 1;
  if (whole + fraction === 0) return;

  let exponent = 0;
  const hasExponent = i < to && (bytes[i] === 101 || bytes[i] === 69);
  if (hasExponent) {
    i++;
    const exponentSign = bytes[i];
    if (i < to && (exponentSign === 45 || exponentSign === 43)) i++;
    const exponentFrom = i;
    // Beyond 10^5 the result is 0 or not finite whatever follows; the cap keeps the sum exact.
    while (i < to && bytes[i]! >= zero && bytes[i]! <= nine)
      exponent = Math.min(exponent * 10 + (bytes[i++]! - zero), 100_000);
    if (i === exponentFrom) return;
    if (exponentSign === 45) exponent = -exponent;
  }
  if (i !== to) return;

  const power = exponent - fraction;
  let value: number;
  if (significant <= 15 && power >= -22 && power <= 22) {
    value = power < 0 ? mantissa / exactPowers[-power]! : mantissa * exactPowers[power]!;
    if (sign === 45) value = -value;
  } else {
    value = Number(text ?? pointText(bytes, from, to, decimal));
  }
  if (!Number.isFinite(value)) return;
  scan.value = value;

  const leadingZero = whole > 1 && bytes[wholeFrom] === zero;
  const beyondExact = point < 0 && !hasExponent && !Number.isSafeInteger(value);
  if (leadingZero || beyondExact) scan.form = 'code';
  else if (sign === 43 || whole === 0 || Object.is(value, -0)) scan.form = 'spelled';
  else if (point >= 0 && !hasExponent && (fraction === 0 || bytes[to - 1] === zero)) scan.form = 'spelled';
  // With at most 15 digits and no exponent in its printed form a double prints as the shortest text, which is this one.
  else if (significant <= 15 && !hasExponent && (value === 0 || Math.abs(value) >= 1e-6)) scan.form = 'plain';
  else scan.form = String(value) === (text ?? pointText(bytes, from, to, decimal)) ? 'plain' : 'spelled';
}

/** The bytes as text with a point for the decimal mark. Callers have seen that all of them are ASCII. */
function pointText(bytes: Uint8Array, from: number, to: number, decimal: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += bytes[i] === decimal ? '.' : String.fromCharCode(bytes[i]!);
  return text;
}

let scratch = new Uint8Array(64);
const textScan = numberScan();

/** What `text` is as a number; see {@link scanNumber}. The result is overwritten by the next call. */
export function scanNumberText(text: string, decimal = '.'): Readonly<NumberScan> {
  if (text.length > scratch.length) scratch = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      textScan.form = 'none';
      textScan.value = Number.NaN;
      return textScan;
    }
    scratch[i] = code;
  }
  scanNumber(scratch, 0, text.length, decimalByte(decimal), textScan, decimal === '.' ? text : undefined);
  return textScan;
}

/**
 * The finite number a text spells, or undefined: sign, digits, fraction, exponent and nothing else.
 *
 * @example
 * parseNumber('1.5e3'); // 1500
 * parseNumber('0x10');  // undefined, like '', ' 1', '1,5', 'Infinity'
 */
export function parseNumber(text: string, decimal = '.'): number | undefined {
  const { form, value } = scanNumberText(text, decimal);
  return form === 'none' ? undefined : value;
}

/** @throws DriftSenseError `OPTION_INVALID` when the mark is not `.` or `,`. */
export function decimalByte(decimal: string): number {
  if (decimal === '.') return 46;
  if (decimal === ',') return 44;
  throw new DriftSenseError('OPTION_INVALID', `decimal: expected '.' or ',', got '${decimal}'`);
}
