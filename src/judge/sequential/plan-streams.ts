import type { CategoricalReference, NumericReference, ReferenceColumn } from '../../contracts/profiles.js';
import { limits } from '../../limits.js';
import { subRandom } from '../../stats/random.js';
import { categoryRatios, eventBet } from '../../stats/sequential/event-bets.js';
import { rankBets } from '../../stats/sequential/rank-bets.js';
import { risingRatios } from '../../stats/sequential/rate-bets.js';
import { splitCounts } from '../../stats/sequential/split-counts.js';
import type { EventStream, SequentialPlan, WatchedStream } from './plan.js';

/** A column to watch. */
export interface WatchedColumn {
  readonly reference: ReferenceColumn;
  /** Its share of the evidence, relative to the others. 0 leaves it out. */
  readonly importance: number;
  /** ψ₀, a change on the PSI scale that is no drift. 0 = none. */
  readonly tolerance: number;
  /** Change of the share of missing values that is no drift; undefined: they are not watched. */
  readonly missingTolerance: number | undefined;
  /** Its categories are not told. */
  readonly redact: boolean;
}

/** How columns are watched. */
export interface PlanSettings {
  readonly rowsPerFalseAlarm: number;
  /** `auto`: evidence is thinned out as much as neighbouring reference rows are alike; `independent`: it is taken as it is. */
  readonly dependence: 'auto' | 'independent';
  readonly seed: number | string;
}

/** Share of the evidence kept for missing values. */
const qualityShare = 0.1;
/** Categories watched one by one; all others are one event. */
const namedCategories = 8;
/** Reference rows from which a fifth of them chooses what is bet on, and the others are ranked among. */
const splitRows = 1_000;
const splitShare = 0.2;
/** Rates that are bet on. */
const leastRate = 0.005;
const mostRate = 0.9;
/** The rate of missing values where the reference has too few to know it. */
const leastMissing = 0.02;

/**
 * What the sequential engine watches of a reference: numeric columns among their cells, up to eight categories and all
 * others, and whether a value is missing. Columns without cells or with zero importance are left out.
 */
export function planStreams(columns: readonly WatchedColumn[], settings: PlanSettings): SequentialPlan {
  const watched = columns.filter(({ reference, importance }) => importance > 0 && canWatch(reference));
  const total = watched.reduce((sum, { importance }) => sum + importance, 0);
  const withMissing = watched.filter(({ missingTolerance }) => missingTolerance !== undefined).length;
  const valuesShare = withMissing > 0 ? 1 - qualityShare : 1;
  const streams = watched.flatMap((column): WatchedStream[] => {
    const values = column.reference.kind === 'numeric' ? ranksOf : categoriesOf;
    const stream = values(column as never, (valuesShare * column.importance) / total, settings);
    const { missingTolerance } = column;
    return missingTolerance === undefined
      ? [stream]
      : [stream, missingOf(column.reference, missingTolerance, qualityShare / withMissing, settings)];
  });
  const { rowsPerFalseAlarm, seed } = settings;
  return { rowsPerFalseAlarm, seed, streams, guarantee: guaranteeOf(watched, settings) };
}

const canWatch = (reference: ReferenceColumn): boolean =>
  reference.skipped === undefined &&
  (reference.kind === 'numeric' ? reference.grid !== undefined : reference.count >= limits.minSamples);

/** The rate to bet on, from rows that are not ranked among. */
const rateOf = (count: number, rows: number, least: number): number =>
  Math.min(mostRate, Math.max(least, (count + 0.5) / (rows + 1)));

/** The power that evidence is raised to. */
const powerOf = (inflation: number | undefined, { dependence }: PlanSettings): number =>
  dependence === 'independent' || inflation === undefined ? 1 : 1 / inflation;

function ranksOf(
  { reference, tolerance }: WatchedColumn & { readonly reference: NumericReference },
  weight: number,
  settings: PlanSettings,
): WatchedStream {
  const { name, grid, tempering } = reference;
  const powers = {
    location: powerOf(tempering?.values, settings),
    spread: powerOf(tempering?.spread, settings),
  };
  return {
    kind: 'ranks',
    column: name,
    part: 'values',
    weight,
    counts: grid!.counts,
    bets: rankBets(tolerance, powers),
  };
}

function categoriesOf(
  { reference, tolerance, redact }: WatchedColumn & { readonly reference: CategoricalReference },
  weight: number,
  settings: PlanSettings,
): EventStream {
  const { name, categories, counts, capped, count, tempering } = reference;
  const named = capped ? categories.length - 1 : categories.length;
  const [choosing, ranked] =
    count >= splitRows
      ? splitCounts(counts, Math.round(splitShare * count), subRandom(settings.seed, 'split', name))
      : [counts, counts];
  const kept = Array.from({ length: named }, (_, cell) => cell)
    .toSorted((a, b) => choosing[b]! - choosing[a]! || a - b)
    .slice(0, namedCategories);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const chosen = kept.map((cell) => ({ name: categories[cell]!, choosing: choosing[cell]!, ranked: ranked[cell]! }));
  const [all, rows] = [sum(choosing), sum(ranked)];
  const others = {
    name: undefined,
    choosing: all - sum(chosen.map((event) => event.choosing)),
    ranked: rows - sum(chosen.map((event) => event.ranked)),
  };
  const events = [...chosen, others].map((event) => ({
    ...(event.name !== undefined && { category: event.name }),
    ...(!redact && { name: event.name === undefined || event.ranked < limits.fewRows ? 'any other' : event.name }),
    count: event.ranked,
    bets: categoryBets(rateOf(event.choosing, all, leastRate), tolerance, powerOf(tempering?.values, settings)),
  }));
  return { kind: 'events', column: name, part: 'values', weight, rows, events };
}

/** Of a category; a rate √(ψ₀ c(1 − c)) away from c is a change of ψ₀ by itself. */
const categoryBets = (rate: number, tolerance: number, power: number) =>
  categoryRatios.map((ratio) => eventBet(rate, ratio, Math.sqrt(tolerance * rate * (1 - rate)), power));

function missingOf(
  { name, size, count, tempering }: ReferenceColumn,
  tolerance: number,
  weight: number,
  settings: PlanSettings,
): EventStream {
  const counts = [size - count, count];
  const [choosing, ranked] =
    size >= splitRows
      ? splitCounts(counts, Math.round(splitShare * size), subRandom(settings.seed, 'missing', name))
      : [counts, counts];
  const rate = rateOf(choosing[0]!, choosing[0]! + choosing[1]!, leastMissing);
  const bets = risingRatios.map((ratio) => eventBet(rate, ratio, tolerance, powerOf(tempering?.missing, settings)));
  const rows = ranked[0]! + ranked[1]!;
  return { kind: 'events', column: name, part: 'missing', weight, rows, events: [{ count: ranked[0]!, bets }] };
}

function guaranteeOf(columns: readonly WatchedColumn[], { rowsPerFalseAlarm, dependence }: PlanSettings): string[] {
  const lines = [
    `at most one false alarm in ${rowsPerFalseAlarm} rows, on average, over all ${columns.length} columns and their missing values, under any dependence between columns`,
  ];
  if (columns.length === 0) return lines;
  const inflations = columns.map(({ reference }) => ({
    column: reference.name,
    most: Math.max(reference.tempering?.values ?? 1, reference.tempering?.spread ?? 1),
  }));
  const worst = inflations.toSorted((a, b) => b.most - a.most)[0]!;
  const unknown = columns.filter(({ reference }) => reference.tempering === undefined);
  if (dependence === 'independent') lines.push('if rows do not depend on each other');
  else if (unknown.length < columns.length)
    lines.push(
      `tempered for dependence between rows, most for '${worst.column}' (φ = ${Number(worst.most.toPrecision(3))})`,
    );
  if (dependence === 'auto' && unknown.length > 0)
    lines.push(
      `if rows of ${unknown.map(({ reference }) => `'${reference.name}'`).join(', ')} do not depend on each other: the order of the reference rows is unknown`,
    );
  if (columns.some(({ reference }) => reference.kind === 'numeric' || reference.count < splitRows))
    lines.push('cells come from the rows that are ranked among');
  return lines;
}
