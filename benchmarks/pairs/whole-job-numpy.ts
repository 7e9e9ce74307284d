import { compareWholeJob } from '../whole-job.js';

await compareWholeJob('Whole job, numpy with the reference cached', 'numpy', 'numpy_cached.py', { goal: 6, rounds: 9 });
