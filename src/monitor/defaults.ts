import type { ColumnKind } from '../contracts/column-profile.js';
import type { ConceptDetector } from '../contracts/concept-detector.js';
import { adwin } from '../judge/concept-drift/adwin.js';
import { chiSquare } from '../judge/data-drift/chi-square.js';
import { jsDivergence } from '../judge/data-drift/js-divergence.js';
import { binnedKs } from '../judge/data-drift/ks-binned.js';
import { psi } from '../judge/data-drift/psi.js';
import { wasserstein } from '../judge/data-drift/wasserstein.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';

/** Names the built-ins that judge: what a Monitor uses when its options name nothing else. */

/** Fixed thresholds of the preset `thresholds`; `null` switches a test off. */
export interface FixedThresholds {
  readonly ks: number | null;
  readonly jsDivergence: number | null;
  readonly psi: number | null;
  readonly chiSquare: number | null;
}

export const fixedThresholds: FixedThresholds = { ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05 };

/** Within the budget: the decider first, the others inform. */
export function budgetTests(kind: ColumnKind): AnyDataDriftTest[] {
  return kind === 'numeric' ? [psi(), binnedKs(), jsDivergence(), wasserstein()] : [psi(), chiSquare(), jsDivergence()];
}

/** Fixed thresholds: every test that has one may flag; the others inform. */
export function thresholdTests(kind: ColumnKind, at: FixedThresholds): AnyDataDriftTest[] {
  const set = (threshold: number | null) => (threshold === null ? {} : { threshold });
  if (kind === 'categorical') return [chiSquare(set(at.chiSquare)), psi(), jsDivergence({ base: 'e' })];
  return [
    binnedKs(set(at.ks)),
    psi(set(at.psi)),
    jsDivergence({ base: 'e', cells: 'range20', ...set(at.jsDivergence) }),
    wasserstein(),
  ];
}

/** ADWIN at its published default; under `budget` only increases of the error count. */
export const defaultDetector = (preset: 'budget' | 'thresholds'): ConceptDetector =>
  preset === 'budget' ? adwin({ direction: 'increase' }) : adwin();

/** Windows where none are asked for, and of observed rows where windows are files: such rows are in none. */
export const defaultWindow = { rows: 2_000 } as const;
