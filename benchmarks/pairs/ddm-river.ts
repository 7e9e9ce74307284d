import { ddm } from '../../src/index.js';
import { compareDetector } from '../detectors.js';

await compareDetector('DDM, river', 'ddm', () => ddm(), { goal: 40, values: 100_000 });
