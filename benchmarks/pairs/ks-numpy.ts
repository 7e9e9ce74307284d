import { compareKs } from '../kolmogorov-smirnov.js';

await compareKs('KS, numpy with the reference sorted', 'numpy', 'numpy_ks.py', { goal: 6, rounds: 49 });
