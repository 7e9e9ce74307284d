import { compareWholeJob } from '../whole-job.js';

await compareWholeJob('Whole job, pandas and scipy by hand', 'scipy', 'pandas_scipy.py', { goal: 60, rounds: 5 });
