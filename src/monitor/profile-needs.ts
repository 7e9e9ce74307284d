import type { Need } from '../contracts/data-drift-test.js';
import type { Checked } from './options.js';

/** What the tests that are asked for need to be counted. */
export function profileNeeds({ preset, columns }: Checked) {
  const needs = (need: Need): string[] =>
    Object.keys(columns).filter((name) => columns[name]!.test?.needs?.includes(need));
  return {
    sample: needs('sample').length > 0,
    range20: preset.range20 || needs('range20').length > 0,
    exactKs: needs('gaps'),
  };
}
