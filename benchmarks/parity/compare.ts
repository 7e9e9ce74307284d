import type { Answer, Method, Part } from './method.js';

/** What another package answered: numbers ('nan', 'inf' as text), alarm rows, or the error it raised. */
export type Theirs = readonly (number | string)[] | { readonly error: string };

/** One part of all answers. */
export interface PartResult {
  readonly name: string;
  readonly tolerance: number;
  /** Largest difference, relative or to the part's floor; null where one side has a number and the other ±∞ or 0. */
  readonly largest: number | null;
  /** What small numbers are held to, and why. */
  readonly floor?: string;
  /** Answers beyond the tolerance, with no reason; the case that is worst. */
  readonly beyond: number;
  readonly worst?: number;
  /** Answers that differ on purpose, their largest difference, and why. */
  readonly excused?: {
    readonly cases: number;
    readonly largest: number | null;
    readonly why: string;
  };
}

/** One method beside one of another package, over all cases. */
export interface Row {
  readonly ours: string;
  readonly package: string;
  readonly theirs: string;
  readonly cases: number;
  /** Cases to which both gave an answer. */
  readonly compared: number;
  /** Cases that only they, or only we, refuse or answer with no number. */
  readonly onlyOurs: number;
  readonly onlyTheirs: number;
  readonly parts: readonly PartResult[];
  /** Streams with the same alarms in the same rows. */
  readonly equal?: number;
  /** Why alarm rows differ on purpose, and the streams on which that alone explains ours. */
  readonly deliberate?: { readonly why: string; readonly explained: number };
  readonly refuses?: string;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const toNumber = (value: number | string): number =>
  typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));

const isNone = (answer: Answer | Theirs): boolean =>
  answer === null || 'error' in answer || answer.some((value) => Number.isNaN(value) || value === 'nan');

/** The smallest number of full precision, and what its logarithm is: what lies below is equal when both do. */
const least = Number.MIN_VALUE * 2 ** 52;

/** Difference relative to the other package's number, or to the part's floor. */
function difference(mine: number, their: number, { name }: Part, floor: number): number {
  if (mine === their || (Math.abs(mine) < least && Math.abs(their) < least)) return 0;
  if (name === 'ln sf' && their === -Infinity && mine < Math.log(least)) return 0;
  const size = Math.max(Math.abs(their), floor);
  return Number.isFinite(mine) && Number.isFinite(their) && size > 0 ? Math.abs(mine - their) / size : Infinity;
}

/** Whether nothing in a row is beyond its tolerance, or else on purpose. */
export const holds = ({ cases, parts, equal, compared, deliberate, onlyTheirs, refuses }: Row): boolean =>
  cases >= 1_000 &&
  compared >= 500 &&
  (onlyTheirs === 0 || refuses !== undefined) &&
  (equal === undefined || equal === compared || deliberate?.explained === cases) &&
  parts.every((part) => part.beyond === 0);

/** Compares all answers of one method. @param theirs - One answer per case, in order. */
export function compareMethod(method: Method, cases: readonly unknown[], theirs: readonly Theirs[]): Row {
  const pairs = cases.map((input, k) => ({
    k,
    mine: answerOf(method, input),
    their: theirs[k]!,
  }));
  const answered = pairs.filter(({ mine, their }) => !isNone(mine) && !isNone(their));
  const alarms = method.parts.length === 0;
  return {
    ours: method.ours,
    package: method.package,
    theirs: method.theirs,
    cases: cases.length,
    compared: answered.length,
    onlyOurs: pairs.filter(({ mine, their }) => !isNone(mine) && isNone(their)).length,
    onlyTheirs: pairs.filter(({ mine, their }) => isNone(mine) && !isNone(their)).length,
    parts: method.parts.map((part, at) => partOf(part, at, at === method.parts.length - 1, answered, cases)),
    ...(alarms && {
      equal: answered.filter(({ mine, their }) => String(mine) === String(their)).length,
    }),
    ...(method.deliberate !== undefined && { deliberate: explain(method.deliberate, pairs, cases) }),
    ...(method.refuses !== undefined && { refuses: method.refuses }),
  };
}

function explain(
  { why, mended }: NonNullable<Method['deliberate']>,
  pairs: readonly Pair[],
  cases: readonly unknown[],
) {
  return { why, explained: pairs.filter(({ k, mine }) => String(mended(cases[k] as never)) === String(mine)).length };
}

function answerOf(method: Method, input: unknown): Answer {
  try {
    return method.answer(input as never);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'VALUE_OUT_OF_DOMAIN') return null;
    throw error;
  }
}

type Pair = {
  readonly k: number;
  readonly mine: Answer;
  readonly their: Theirs;
};

function partOf(part: Part, at: number, last: boolean, pairs: readonly Pair[], cases: readonly unknown[]): PartResult {
  const { deliberate, floor, root } = part;
  const value = (x: number | string) => (root === true ? toNumber(x) ** 2 : toNumber(x));
  let [largest, beyond, worst, excused, most] = [0, 0, -1, 0, 0];
  for (const { k, mine, their } of pairs) {
    const [a, b] = [mine!.map(value), (their as readonly (number | string)[]).map(value)];
    const input = cases[k] as never;
    const size = typeof floor?.size === 'function' ? floor.size(input) : (floor?.size ?? 0);
    const length = part.only ?? b.length;
    let d = a.length === length ? 0 : Infinity;
    for (let i = at; i < (last ? a.length : at + 1); i++) d = Math.max(d, difference(a[i]!, b[i]!, part, size));
    if (d > part.tolerance && deliberate?.where(input, a, b)) {
      excused++;
      most = Math.max(most, d);
      continue;
    }
    if (d > part.tolerance) beyond++;
    if (d > largest) [largest, worst] = [d, k];
  }
  return {
    name: part.name,
    tolerance: part.tolerance,
    largest: finite(largest),
    beyond,
    ...(floor !== undefined && { floor: floor.why }),
    ...(beyond > 0 && { worst }),
    ...(deliberate !== undefined && {
      excused: { cases: excused, largest: finite(most), why: deliberate.why },
    }),
  };
}
