import { compareKs } from '../kolmogorov-smirnov.js';

await compareKs('KS, scipy', 'scipy', 'scipy_ks.py', { goal: 30, rounds: 49 });
