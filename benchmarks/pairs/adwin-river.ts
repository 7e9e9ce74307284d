import { adwin } from '../../src/index.js';
import { compareDetector } from '../detectors.js';

await compareDetector('ADWIN, river', 'adwin', () => adwin(), { goal: 40, values: 100_000 });
