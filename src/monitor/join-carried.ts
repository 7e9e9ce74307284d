import type { Outcomes } from '../judge/performance/outcomes.js';
import { mergeWindows } from '../profile/merge-windows.js';
import type { CarriedRows, SeeContext, SeenRows } from './see-rows.js';

/**
 * What was carried, as it can be added to rows seen now. What was counted over another reference cannot be and is left
 * out; where only the model is another, so are its score and prediction.
 */
export function addable(kept: readonly CarriedRows[], { window }: SeenRows, { prepared }: SeeContext): CarriedRows[] {
  const features = prepared.reference;
  const names = new Set(features.columns.map(({ name }) => name));
  return kept.flatMap((part): CarriedRows[] => {
    const { profile, base } = part;
    if (profile.reference === window.reference) return [part];
    if (base !== features.hash) return [];
    const columns = profile.columns.filter(({ name }) => names.has(name));
    return [{ ...part, profile: { ...profile, reference: window.reference, columns } }];
  });
}

/** Rows together with what was carried of the same window, which came before them. */
export function joinCarried(seen: SeenRows, carried: readonly CarriedRows[]): SeenRows {
  if (carried.length === 0) return seen;
  const versions = new Set(carried.map((part) => part.modelVersion));
  if (seen.window.size > 0) versions.add(seen.modelVersion);
  const modelVersion = versions.size === 1 ? [...versions][0] : seen.modelVersion;
  const kept = carried.map((part) => outcomesOf(part, part.modelVersion === modelVersion));
  return {
    ...seen,
    window: carried.reduceRight((sum, part) => mergeWindows(part.profile, sum), seen.window),
    ...(seen.outcomes && { outcomes: joinOutcomes([...kept, seen.outcomes]) }),
    inReference: false,
    modelVersion,
  };
}

const unknown = (rows: number): Float64Array => new Float64Array(rows).fill(Number.NaN);
const numbers = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (x) => x ?? Number.NaN);

/** What another version predicted is not known: versions are never mixed. */
const outcomesOf = ({ rows, outcomes }: CarriedRows, isOfVersion: boolean): Outcomes => ({
  rows,
  labels: outcomes ? numbers(outcomes.labels) : unknown(rows),
  predictions: outcomes && isOfVersion ? numbers(outcomes.predictions) : unknown(rows),
  ...(outcomes?.scores && { scores: numbers(outcomes.scores) }),
  ...(outcomes?.probabilities && { probabilities: numbers(outcomes.probabilities) }),
});

function joinOutcomes(parts: readonly Outcomes[]): Outcomes {
  const join = (values: (part: Outcomes) => Float64Array): Float64Array =>
    Float64Array.from(parts.flatMap((part) => Array.from(values(part))));
  const vectors = parts.find(({ rows, probabilities }) => rows > 0 && probabilities);
  const width = vectors ? vectors.probabilities!.length / vectors.rows : 0;
  return {
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    labels: join((part) => part.labels),
    predictions: join((part) => part.predictions),
    ...(parts.some((part) => part.scores) && { scores: join((part) => part.scores ?? unknown(part.rows)) }),
    ...(width > 0 && { probabilities: join((part) => part.probabilities ?? unknown(part.rows * width)) }),
  };
}
