import { compareWholeJob } from '../whole-job.js';

await compareWholeJob("Whole job, evidently's Report", 'evidently', 'evidently_report.py', { goal: 500, rounds: 2 });
