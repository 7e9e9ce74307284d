import type { ConceptDetector } from '../contracts/concept-detector.js';
import { adwin } from '../judge/concept-drift/adwin.js';
import type { Preset } from './presets.js';

/** What a Monitor uses when its options name nothing else; the tests are in `choose-tests.ts`. */

/** ADWIN at its published default. */
export const defaultDetector = ({ direction }: Preset): ConceptDetector => adwin({ direction });

/** Windows where none are asked for, and of observed rows where windows are files: such rows are in none. */
export const defaultWindow = { rows: 2_000 } as const;
