import type { ConceptDetector } from '../contracts/concept-detector.js';
import { adwin } from '../judge/concept-drift/adwin.js';

/** What a Monitor uses when its options name nothing else; the tests are in `choose-tests.ts`. */

/** Fixed thresholds of the preset `thresholds`; `null` switches a test off. */
export interface FixedThresholds {
  readonly ks: number | null;
  readonly jsDivergence: number | null;
  readonly psi: number | null;
  readonly chiSquare: number | null;
}

export const fixedThresholds: FixedThresholds = { ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05 };

/** ADWIN at its published default; under `budget` only increases of the error count. */
export const defaultDetector = (preset: 'budget' | 'thresholds'): ConceptDetector =>
  preset === 'budget' ? adwin({ direction: 'increase' }) : adwin();

/** Windows where none are asked for, and of observed rows where windows are files: such rows are in none. */
export const defaultWindow = { rows: 2_000 } as const;
