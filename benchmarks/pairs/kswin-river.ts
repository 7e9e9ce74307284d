import { kswin } from '../../src/index.js';
import { compareDetector } from '../detectors.js';

await compareDetector('KSWIN, river', 'kswin', () => kswin(), { goal: 100, values: 5_000 });
