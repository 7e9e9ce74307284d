import { grouped } from '../grouped.js';

/** A count with thousands separated: `12,345`. */
export const countText = (count: number): string =>
  count < 0 ? `-${grouped(Math.round(-count))}` : grouped(Math.round(count));

/** A number for people: three significant digits, integers up to 10^9 in full, very large and very small with exponent. */
export function numberText(x: number): string {
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e9 || size < 1e-4)
    return x
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  if (size >= 1_000) return countText(x);
  if (Number.isInteger(x)) return String(x);
  return String(Number(x.toPrecision(3)));
}

/** A share in percent: `13.4 %`, never rounded to 0 or to 100 unless it is. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '<0.01 %';
  if (percent < 100 && percent > 99.9) return '>99.9 %';
  const digits = percent !== 0 && Math.abs(percent) < 1 ? 2 : 1;
  return `${Number(percent.toFixed(digits))} %`;
}

/** A p-value, from its logarithm where the number itself has underflowed: `0.012`, `3.1e-20`, `2e-412`. */
export function pValueText(pValue: number | undefined, logPValue?: number): string | undefined {
  if (logPValue !== undefined && logPValue < -700) {
    const log10 = logPValue / Math.LN10;
    const exponent = Math.floor(log10);
    return `${Math.floor(10 ** (log10 - exponent))}e${exponent}`;
  }
  const p = pValue ?? (logPValue === undefined ? undefined : Math.exp(logPValue));
  if (p === undefined) return undefined;
  return p >= 0.001 ? String(Number(p.toPrecision(2))) : p.toExponential(1).replace('.0e', 'e');
}

/** A difference with its sign: `+1.2`, `-0.3`. */
export function changeText(change: number, text: (x: number) => string = numberText): string {
  if (change === 0) return '±0';
  return change > 0 ? `+${text(change)}` : `-${text(-change)}`;
}

/** One count and the thing counted: `1 column`, `6 columns`. */
export const countOf = (count: number, thing: string): string =>
  `${countText(count)} ${thing}${count === 1 ? '' : 's'}`;
