import type * as z from 'zod';
import type { Path } from './schema.js';

/** What is looked at together with a key: were the key left out alone, its default would be taken for what the file says. */
const together: readonly (readonly [at: RegExp, whole: readonly string[]])[] = [
  [/^data(\.|$)/, ['data']],
  [/^preset$/, ['preset', 'drift']],
  [/^window(\.|$)/, ['window', 'alarm_budget']],
  [/^concept_drift\.detector$/, ['concept_drift']],
  [/^model\.trainer$/, ['model']],
  [/^correction$/, ['correction', 'columns']],
];

/** The values of a file without those that are wrong, and without what cannot be judged without them. Pure. */
export function withoutFaults(given: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const faults = issues.flatMap((issue): Path[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path.map(String), key])
      : [issue.path.map(String)],
  );
  const left = faults.flatMap((path): Path[] => {
    // A column is judged as a whole.
    if (path[0] === 'columns') return [path.slice(0, 2)];
    return together.find(([at]) => at.test(path.join('.')))?.[1].map((key) => [key]) ?? [path];
  });
  return left.reduce(without, given);
}

/** A copy without what stands at a path; a list with a fault goes as a whole. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (typeof value !== 'object' || value === null || key === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      if (name !== key) return [[name, item]];
      return rest.length === 0 || Array.isArray(item) ? [] : [[name, without(item, rest)]];
    }),
  );
}
