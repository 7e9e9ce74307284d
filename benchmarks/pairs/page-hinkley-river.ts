import { pageHinkley } from '../../src/index.js';
import { compareDetector } from '../detectors.js';

await compareDetector('Page–Hinkley, river', 'page-hinkley', () => pageHinkley(), { goal: 40, values: 100_000 });
