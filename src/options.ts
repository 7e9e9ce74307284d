import * as z from 'zod/mini';
import { DriftSenseError } from './errors.js';
import { unknownOption } from './nearest-name.js';

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
 * @throws DriftSenseError `OPTION_INVALID` with one line per problem: path, expectation, what was given.
 */
export function parseOptions<S extends z.core.$ZodType>(schema: S, given: unknown, where: string): z.output<S> {
  const result = z.safeParse(schema, given ?? {}, reading);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => problemOf(issue, where));
  throw new DriftSenseError('OPTION_INVALID', problems.join('\n'), { details: { where, problems } });
}

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
export const inOrder = <const S extends readonly z.core.$ZodType[]>(...parts: S) =>
  z.transform((given: Inputs<S>, context): Outputs<S> => {
    const isList = Array.isArray(given) && given.length === parts.length;
    if (!isList) context.issues.push({ code: 'custom', message: `expected a list of ${parts.length}`, input: given });
    const checked = isList ? parts.map((part, i) => partOf(part, given[i], [i], context)) : given;
    return checked as unknown as Outputs<S>; // one output per part, in their order
  });

type Inputs<S extends readonly z.core.$ZodType[]> = { readonly [I in keyof S]: z.input<S[I]> };
type Outputs<S extends readonly z.core.$ZodType[]> = { readonly [I in keyof S]: z.output<S[I]> };

/** An object whose `kind` says which schema it follows: `z.discriminatedUnion` in a tenth of its size. */
export const byKind = <S extends z.core.$ZodType>(kinds: Readonly<Record<string, S>>) =>
  z.transform((given: z.input<S>, context): z.output<S> => {
    const kind = typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
    if (typeof kind === 'string' && Object.hasOwn(kinds, kind)) return partOf(kinds[kind]!, given, [], context);
    const values = Object.keys(kinds);
    context.issues.push({ code: 'invalid_value', values, input: kind, path: ['kind'] });
    return given as z.output<S>;
  });

/** A part checked by its own schema. What is wrong there is told with its path. */
function partOf<S extends z.core.$ZodType>(
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

/** One problem in words: path, expectation, what was given. */
export function problemOf(issue: z.core.$ZodIssue, where: string): string {
  const path = [where, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  if (issue.code === 'unrecognized_keys') {
    const told = issue.message.startsWith('unknown option')
      ? issue.message.split('\n')
      : issue.keys.map((key) => unknownOption(key, []));
    return told.map((one) => `${path}: ${one}`).join('\n');
  }
  return `${path}: ${expectationOf(issue)}`;
}

function expectationOf(issue: z.core.$ZodIssue): string {
  // A text may be a secret in the wrong place, so it is shown only where one of a few words was expected.
  const got = `, got ${issue.code !== 'invalid_value' && !isPlain(issue.input) ? kindOf(issue.input) : shown(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}${got}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => shown(value)).join(' or ')}${got}`;
    case 'too_small':
      return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}${got}`;
    case 'too_big':
      return `expected ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}${got}`;
    case 'invalid_union': {
      const all = issue.errors.flat();
      const values = all.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
      if (values.length === all.length)
        return `expected ${values.map((value) => shown(value)).join(' or ')}, got ${shown(issue.input)}`;
      const forms = issue.errors.map((errors) => errors.map(expectationOf).join('; '));
      return [...new Set(forms)].join(', or ');
    }
    default:
      return issue.message === '' || issue.message === 'Invalid input' ? `expected another value${got}` : issue.message;
  }
}

/** What a bound counts, where it is no plain number. */
const unitOf = (origin: string): string => ({ string: ' character(s)', array: ' item(s)' })[origin] ?? '';

const isPlain = (value: unknown): boolean =>
  value === null || ['number', 'boolean', 'undefined'].includes(typeof value);

const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? 'a list'
    : typeof value === 'string'
      ? 'a text'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : isPlain(value) ? String(value) : kindOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
