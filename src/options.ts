import * as z from 'zod/mini';
import { DriftSenseError } from './errors.js';
import { didYouMean, nearestName, unknownOption } from './nearest-name.js';
import { knownBy, plainlyFits } from './plainly-fits.js';

/** An unknown option names the nearest known one. */
function unknownOptions(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const { shape } = (issue.inst as z.core.$ZodObject)._zod.def;
  return issue.keys.map((key) => unknownOption(key, Object.keys(shape))).join('\n');
}

/** How input is checked, so that `problemOf` can say what is wrong with it. */
export const reading = { reportInput: true, error: unknownOptions } as const;

/**
 * Checks options against their schema, fills in defaults and reports every problem at once.
 *
 * @param where - What the options belong to, for the message: `adwin`, `Monitor`.
 * @throws DriftSenseError `OPTION_INVALID` with one line per problem: path, expectation, what was given;
 *   `WEIGHTS_UNSUPPORTED` where one of them asks for row weights.
 */
export function parseOptions<S extends z.core.$ZodType>(schema: S, given: unknown, where: string): z.output<S> {
  return fitting(schema, given ?? {}, where, (problems) => {
    const message = problems.join('\n');
    // The words that other packages have for row weights.
    const isWeights = /weights?['"]$/m.test(message);
    const code = isWeights ? 'WEIGHTS_UNSUPPORTED' : 'OPTION_INVALID';
    return new DriftSenseError(code, message, { details: { where, problems } });
  });
}

/** A value as its schema gives it. @throws what is made of all problems, each with its path behind `where`. */
export function fitting<S extends z.core.$ZodType>(
  schema: S,
  given: unknown,
  where: string,
  error: (problems: readonly string[]) => DriftSenseError,
): z.output<S> {
  const result = z.safeParse(schema, given, reading);
  if (result.success) return result.data;
  throw error(result.error.issues.map((issue) => problemOf(issue, where)));
}

/** What fits the schema, or null. */
export const orNull = <S extends z.core.$ZodType>(schema: S) => z.union([schema, z.literal(null)]);

/**
 * An object of settings by names that come with the data. Unlike `z.record` it leaves out no name, `__proto__` neither.
 */
export const byName = <S extends z.core.$ZodType>(settings: S) =>
  z.transform((given: Readonly<Record<string, z.input<S>>>, context): Record<string, z.output<S>> => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      context.issues.push({ code: 'invalid_type', expected: 'record', input: given });
      return {};
    }
    const checked = Object.entries(given).map(([name, value]) => [name, partOf(settings, value, [name], context)]);
    return Object.fromEntries(checked);
  });

/** A list of one part per schema, in their order: `z.tuple` in a tenth of its size. */
export const inOrder = <const S extends readonly z.core.$ZodType[]>(...parts: S) => {
  const isList = (given: unknown): given is Inputs<S> => Array.isArray(given) && given.length === parts.length;
  const schema = z.transform((given: Inputs<S>, context): Outputs<S> => {
    if (!isList(given))
      context.issues.push({ code: 'custom', message: `expected a list of ${parts.length}`, input: given });
    const checked = isList(given) ? parts.map((part, i) => partOf(part, given[i], [i], context)) : given;
    return checked as unknown as Outputs<S>; // one output per part, in their order
  });
  return knownBy(schema, (given) => isList(given) && parts.every((part, i) => plainlyFits(part, given[i])));
};

type Inputs<S extends readonly z.core.$ZodType[]> = { readonly [I in keyof S]: z.input<S[I]> };
type Outputs<S extends readonly z.core.$ZodType[]> = { readonly [I in keyof S]: z.output<S[I]> };

/** What a name stands for, if it is one. */
const namedIn = <T>(known: Readonly<Record<string, T>>, name: unknown): T | undefined =>
  typeof name === 'string' && Object.hasOwn(known, name) ? known[name] : undefined;

const notNamedIn = (known: object, input: unknown, path: string[] = []): z.core.$ZodRawIssue => ({
  code: 'invalid_value',
  values: Object.keys(known),
  input,
  path,
});

/** The name of one of these, read as what it stands for. */
export const nameOf = <Name extends string, T extends object>(known: Readonly<Record<Name, T>>) =>
  z.transform((given: Name, { issues }): T => {
    const named = namedIn<T>(known, given);
    if (named === undefined) issues.push(notNamedIn(known, given));
    return named!;
  });

/** An object whose `kind` says which schema it follows: `z.discriminatedUnion` in a tenth of its size. */
export const byKind = <S extends z.core.$ZodType>(kinds: Readonly<Record<string, S>>) => {
  const kindOf = (given: unknown): unknown =>
    typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
  const schema = z.transform((given: z.input<S>, context): z.output<S> => {
    const form = namedIn(kinds, kindOf(given));
    if (form) return partOf(form, given, [], context);
    context.issues.push(notNamedIn(kinds, kindOf(given), ['kind']));
    return given as z.output<S>;
  });
  return knownBy(schema, (given) => {
    const form = namedIn(kinds, kindOf(given));
    return form !== undefined && plainlyFits(form, given);
  });
};

/** A part checked by its own schema. What is wrong there is told with its path. */
export function partOf<S extends z.core.$ZodType>(
  schema: S,
  value: unknown,
  path: readonly PropertyKey[],
  context: { readonly issues: z.core.$ZodRawIssue[] },
): z.output<S> {
  const result = z.safeParse(schema, value, reading);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, path: [...path, ...issue.path] } as z.core.$ZodRawIssue);
  return value as z.output<S>;
}

/** One problem in words: path, expectation, what was given. Of a choice between forms, what is wrong inside of the closest. */
export function problemOf(issue: z.core.$ZodIssue, where: string): string {
  const path = [where, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  const inside = closestForm(issue);
  if (inside.length > 0) return inside.map((one) => problemOf(one, path)).join('\n');
  const wanted = wantedBy(issue);
  const problems = wanted === undefined ? issue.message.split('\n') : [`expected ${wanted}, got ${whatCame(issue)}`];
  return problems.map((problem) => `${path}: ${problem}`).join('\n');
}

/**
 * Of the forms that a choice has, what is wrong in the one with the least of it, where the form itself is what was given: a
 * misspelt key alone, because then the one that was meant is missing too.
 */
export function closestForm(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [];
  const wrong = (form: readonly z.core.$ZodIssue[]) => [...form, ...form.filter(isKeys)].length;
  const [closest = []] = issue.errors.filter((form) => form.some(isInside)).toSorted((a, b) => wrong(a) - wrong(b));
  const misspelt = closest.filter(isKeys);
  return misspelt.length > 0 ? misspelt : closest;
}

const isKeys = ({ code }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys';

/** The value has this form, and something in it is wrong, or parts of it do not fit each other. */
const isInside = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 || isKeys(issue) || (issue.code === 'custom' && kindOf(issue.input) === 'an object');

/** What a value should have been; undefined where the message of the check says it. */
function wantedBy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => shown(value)).join(' or ');
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union': {
      const forms = issue.errors.flat().map((one) => wantedBy(one) ?? one.message.replace('expected ', ''));
      return [...new Set(forms)].join(' or ');
    }
    default:
      return issue.message === '' || issue.message === 'Invalid input' ? 'another value' : undefined;
  }
}

/** What came. A text may be a secret in the wrong place, so it is shown only where one of a few words was expected. */
function whatCame(issue: z.core.$ZodIssue): string {
  const wanted = issue.code === 'invalid_union' ? issue.errors.flat() : [issue];
  const words = wanted.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  if (typeof issue.input !== 'string') return shown(issue.input);
  return words.length > 0 ? shown(issue.input) + didYouMean(nearestName(issue.input, words)) : 'a text';
}

/** What a bound counts, where it is no plain number. */
const unitOf = (origin: string): string => ({ string: ' character(s)', array: ' item(s)' })[origin] ?? '';

const isPlain = (value: unknown): boolean =>
  value === null || ['number', 'boolean', 'undefined'].includes(typeof value);

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : isPlain(value) ? String(value) : kindOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
