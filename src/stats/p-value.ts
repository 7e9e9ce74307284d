/**
 * A p-value from its natural logarithm. Never 0: where it underflows it is `Number.MIN_VALUE`, and the logarithm holds
 * the truth. Never above 1, and the logarithm never −0.
 */
export function pValueOfLog(logP: number): { readonly pValue: number; readonly logPValue: number } {
  const logPValue = Math.min(0, logP) + 0;
  return { pValue: Math.max(Math.exp(logPValue), Number.MIN_VALUE), logPValue };
}
