import type { CategoricalReference, ReferenceColumn } from '../../contracts/profiles.js';
import { grouped } from '../../grouped.js';
import { limits } from '../../limits.js';
import { subRandom } from '../../stats/random.js';
import { categoryRatios, eventBet } from '../../stats/sequential/event-bets.js';
import { rankBets } from '../../stats/sequential/rank-bets.js';
import { risingRatios } from '../../stats/sequential/rate-bets.js';
import { splitCounts } from '../../stats/sequential/split-counts.js';
import { namedCategories, type EventStream, type SequentialPlan, type WatchedStream } from './plan.js';
import type { Strata } from './strata.js';
import type { StratifiedColumn } from './stratify.js';

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
  /** Of a numeric column that may move the other way freely. Default `both`. */
  readonly direction?: 'increase' | 'decrease' | 'both' | undefined;
}

/** A column, and how often what occurs in it. */
interface CountedColumn extends WatchedColumn {
  /** Rows per cell and rows without and with a value, stratum after stratum; how alike neighbouring rows are. */
  readonly counted: StratifiedColumn;
}

/** How columns are watched. */
export interface PlanSettings {
  readonly rowsPerFalseAlarm: number;
  /** `auto`: evidence is thinned out as much as neighbouring reference rows are alike; `independent`: it is taken as it is. */
  readonly dependence: 'auto' | 'independent';
  readonly seed: number | string;
  /** Each row is compared with rows of its own stratum. */
  readonly strata?: Strata | undefined;
}

/** Share of the evidence kept for missing values. */
const qualityShare = 0.1;
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
  const { strata } = settings;
  const watched = columns
    .filter(({ reference, importance }) => importance > 0 && canWatch(reference))
    .map((column): CountedColumn => ({
      ...column,
      counted: strata?.column(column.reference) ?? counted(column.reference),
    }));
  const total = watched.reduce((sum, { importance }) => sum + importance, 0);
  const withMissing = watched.filter(({ missingTolerance }) => missingTolerance !== undefined).length;
  const valuesShare = withMissing > 0 ? 1 - qualityShare : 1;
  const streams = watched.flatMap((column): WatchedStream[] => {
    const values = column.reference.kind === 'numeric' ? ranksOf : categoriesOf;
    const stream = values(column as never, (valuesShare * column.importance) / total, settings);
    const { missingTolerance } = column;
    return missingTolerance === undefined
      ? [stream]
      : [stream, missingOf(column, missingTolerance, qualityShare / withMissing, settings)];
  });
  const { rowsPerFalseAlarm, seed } = settings;
  return {
    rowsPerFalseAlarm,
    seed,
    streams,
    ...(strata && { strata: { by: strata.by, keys: strata.keys } }),
    guarantee: guaranteeOf(watched, settings),
  };
}

/** A column as one stratum. */
function counted(reference: ReferenceColumn): StratifiedColumn {
  const { size, count, tempering } = reference;
  const values = reference.kind === 'numeric' ? reference.grid!.counts : reference.counts;
  return { values, missing: [size - count, count], ...(tempering && { tempering }) };
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
  { reference, tolerance, direction, counted: { values, tempering } }: CountedColumn,
  weight: number,
  settings: PlanSettings,
): WatchedStream {
  const powers = {
    location: powerOf(tempering?.values, settings),
    spread: powerOf(tempering?.spread, settings),
  };
  return {
    kind: 'ranks',
    column: reference.name,
    part: 'values',
    weight,
    inflation: 1 / Math.min(powers.location, powers.spread),
    counts: values,
    bets: rankBets(tolerance, powers, direction),
  };
}

function categoriesOf(
  {
    reference,
    tolerance,
    redact,
    counted: { values, tempering },
  }: CountedColumn & { readonly reference: CategoricalReference },
  weight: number,
  settings: PlanSettings,
): EventStream {
  const { name, categories, capped, count } = reference;
  const width = categories.length;
  const [choosing, ranked] =
    count >= splitRows
      ? splitCounts(values, Math.round(splitShare * sumOf(values)), subRandom(settings.seed, 'split', name))
      : [values, values];
  const [chosenBy, rankedAmong] = [overStrata(choosing, width), overStrata(ranked, width)];
  const kept = Array.from({ length: capped ? width - 1 : width }, (_, cell) => cell)
    .toSorted((a, b) => chosenBy[b]! - chosenBy[a]! || a - b)
    .slice(0, namedCategories);
  const power = powerOf(tempering?.values, settings);
  const betsOn = (rows: number) => categoryBets(rateOf(rows, sumOf(chosenBy), leastRate), tolerance, power);
  const chosen = kept.map((cell) => ({
    category: categories[cell]!,
    ...(!redact && { name: rankedAmong[cell]! < limits.fewRows ? 'any other' : categories[cell]! }),
    bets: betsOn(chosenBy[cell]!),
  }));
  const unchosen = sumOf(chosenBy) - sumOf(kept.map((cell) => chosenBy[cell]!));
  return {
    kind: 'events',
    column: name,
    part: 'values',
    weight,
    inflation: 1 / power,
    counts: eachStratum(ranked, width).flatMap((own) => {
      const rows = kept.map((cell) => own[cell]!);
      return [...rows, sumOf(own) - sumOf(rows), 0];
    }),
    events: [...chosen, { ...(!redact && { name: 'any other' }), bets: betsOn(unchosen) }],
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const eachStratum = (counts: readonly number[], width: number): number[][] =>
  Array.from({ length: counts.length / width }, (_, stratum) => counts.slice(stratum * width, (stratum + 1) * width));

const overStrata = (counts: readonly number[], width: number): number[] =>
  Array.from({ length: width }, (_, cell) => sumOf(eachStratum(counts, width).map((own) => own[cell]!)));

/** Of a category; a rate √(ψ₀ c(1 − c)) away from c is a change of ψ₀ by itself. */
const categoryBets = (rate: number, tolerance: number, power: number) =>
  categoryRatios.map((ratio) => eventBet(rate, ratio, Math.sqrt(tolerance * rate * (1 - rate)), power));

function missingOf(
  { reference: { name }, counted: { missing, tempering } }: CountedColumn,
  tolerance: number,
  weight: number,
  settings: PlanSettings,
): EventStream {
  const [choosing, ranked] =
    sumOf(missing) >= splitRows
      ? splitCounts(missing, Math.round(splitShare * sumOf(missing)), subRandom(settings.seed, 'missing', name))
      : [missing, missing];
  const rate = rateOf(overStrata(choosing, 2)[0]!, sumOf(choosing), leastMissing);
  const power = powerOf(tempering?.missing, settings);
  const bets = risingRatios.map((ratio) => eventBet(rate, ratio, tolerance, power));
  return {
    kind: 'events',
    column: name,
    part: 'missing',
    weight,
    inflation: 1 / power,
    counts: ranked,
    events: [{ bets }],
  };
}

function guaranteeOf(
  columns: readonly CountedColumn[],
  { rowsPerFalseAlarm, dependence, strata }: PlanSettings,
): string[] {
  const lines = [
    `at most one false alarm in ${grouped(Math.floor(rowsPerFalseAlarm))} rows, on average, over all ${columns.length} columns and their missing values, under any dependence between columns`,
  ];
  if (columns.length === 0) return lines;
  if (strata)
    lines.push(
      `rows are compared with those of the same '${strata.by}', of which the reference has ${strata.keys.length}`,
    );
  const inflations = columns.map(({ reference, counted: { tempering } }) => ({
    column: reference.name,
    most: Math.max(tempering?.values ?? 1, tempering?.spread ?? 1),
  }));
  const worst = inflations.toSorted((a, b) => b.most - a.most)[0]!;
  const unknown = columns.filter((column) => column.counted.tempering === undefined);
  if (dependence === 'independent') lines.push('if rows do not depend on each other');
  else if (unknown.length < columns.length)
    lines.push(
      `tempered: evidence is thinned out as much as neighbouring reference rows are alike, most for '${worst.column}' (φ = ${Number(worst.most.toPrecision(3))})`,
    );
  if (dependence === 'auto' && unknown.length > 0)
    lines.push(
      `if rows of ${unknown.map(({ reference }) => `'${reference.name}'`).join(', ')} do not depend on each other: the order of the reference rows is unknown`,
    );
  if (columns.some(({ reference }) => reference.kind === 'numeric' || reference.count < splitRows))
    lines.push(
      'cells were chosen from the reference rows that new ones are ranked among: no effect of it was found in simulations',
    );
  return lines;
}
