import { DriftSenseError } from '../errors.js';
import { unknownOption } from '../nearest-name.js';

/** The values one option may have: a list of names, or a condition with its wording. */
type Rule = readonly unknown[] | { readonly expected: string; readonly holds: (value: unknown) => boolean };

/** A number in (0, 1): a confidence level. */
export const levelRule: Rule = {
  expected: 'a number between 0 and 1',
  holds: (value) => typeof value === 'number' && value > 0 && value < 1,
};

/** A tolerance, a smoothing, a count. */
export const nonNegativeRule: Rule = {
  expected: 'a finite number of at least 0',
  holds: (value) => Number.isFinite(value) && (value as number) >= 0,
};

/** A scale, degrees of freedom. */
export const positiveRule: Rule = {
  expected: 'a finite number above 0',
  holds: (value) => Number.isFinite(value) && (value as number) > 0,
};

/** A variance inflation. */
export const atLeastOneRule: Rule = {
  expected: 'a finite number of at least 1',
  holds: (value) => Number.isFinite(value) && (value as number) >= 1,
};

/** A share that is not everything. */
export const shareRule: Rule = {
  expected: 'a number in [0, 1)',
  holds: (value) => typeof value === 'number' && value >= 0 && value < 1,
};

/**
 * Checks the options of a pure function and reports every problem at once; absent options pass. Here instead of a schema
 * because these functions run per row and per column.
 *
 * @throws DriftSenseError `OPTION_INVALID` for unknown names and values outside their rule.
 */
export function checkOptions(where: string, given: object, rules: Readonly<Record<string, Rule>>): void {
  const problems: string[] = [];
  if (typeof given !== 'object' || given === null) problems.push(`${where}: expected options, got ${String(given)}`);
  for (const name in given) {
    if (!Object.hasOwn(given, name)) continue;
    const value = (given as Record<string, unknown>)[name];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) problems.push(`${where}: ${unknownOption(name, Object.keys(rules))}`);
    else if (value === undefined) continue;
    else if ('holds' in rule) {
      if (!rule.holds(value)) problems.push(`${where}.${name}: expected ${rule.expected}, got ${String(value)}`);
    } else if (!rule.includes(value)) {
      problems.push(`${where}.${name}: expected one of ${rule.map(String).join(', ')}, got ${String(value)}`);
    }
  }
  if (problems.length > 0)
    throw new DriftSenseError('OPTION_INVALID', problems.join('\n'), { details: { where, problems } });
}
