import { grouped } from '../../grouped.js';
import { limits } from '../../limits.js';

/** Controls, line and paragraph separators, and the marks that turn the direction of text or hide in it. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]+/gu;

/**
 * A name or category that came with the data, as messages may show it: on one line, without invisible characters, of
 * bounded length, and with addresses written so that no mail or chat program makes a link of them.
 *
 * @example plainText('a\r\nBcc: https://evil.test'); // 'a Bcc: https[:]//evil.test'
 */
export function plainText(value: string, max: number = limits.nameCharacters): string {
  // Cut before cleaning as well, or a megabyte of a name would be cleaned for eighty characters of it.
  const line = value
    .slice(0, 4 * max)
    .replaceAll(unseen, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const harmless = line
    .replaceAll('://', '[:]//')
    .replaceAll(/\b(www)\./gi, '$1[.]')
    .replaceAll(/\b(mailto|javascript|data|tel):/gi, '$1[:]');
  return clip(harmless, max);
}

/** At most `max` characters, the last of them an ellipsis where something was cut; never half a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Three significant digits. */
export const figure = (x: number): string =>
  Number.isInteger(x) && Math.abs(x) < 1e6 ? String(x) : String(Number(x.toPrecision(3)));

/** A share in percent: `12.5 %`. */
export const percent = (share: number): string => `${figure(100 * share)} %`;

/** `1 row`, `2,000 rows`. */
export const countOf = (n: number, thing: string): string => `${grouped(n)} ${thing}${n === 1 ? '' : 's'}`;
