import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { adwin } from '../../judge/concept-drift/adwin.js';
import type { Preset } from './presets.js';

/** ADWIN at its published default, for the changes that the preset looks for. */
export const defaultDetector = ({ direction }: Preset): ConceptDetector => adwin({ direction });
