import type { TestResult } from '../contracts/results.js';
import { numberText, pValueText } from './number-text.js';
import { measured, measureOf } from './severity.js';

/** A tested result as the two numbers of a table, value and limit; a level of the p-value is told from other limits by `p`. */
export function valueAndLimit(result: TestResult | undefined): { readonly value?: string; readonly limit?: string } {
  if (result?.status !== 'tested') return {};
  const measure = measureOf(result);
  if (measure === 'evidence') {
    const level = result.threshold;
    return {
      ...(result.statistic === undefined ? {} : { value: numberText(result.statistic) }),
      ...(level === undefined ? {} : { limit: `p ${result.alarmsWhen === 'below' ? '<' : '>'} ${pValueText(level)}` }),
    };
  }
  const { value, limit } = measured(result, measure);
  return {
    ...(value === undefined ? {} : { value: numberText(value) }),
    ...(limit === undefined ? {} : { limit: numberText(limit) }),
  };
}
