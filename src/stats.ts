// 'driftsense/stats': pure two-sample statistics and distributions. Numbers in, numbers out.

// distributions and special functions
export type { Distribution } from './stats/distributions/distribution.js';
export { normal } from './stats/distributions/normal.js';
export { chiSquared } from './stats/distributions/chi-squared.js';
export { nonCentralChiSquared } from './stats/distributions/non-central-chi-squared.js';
export { studentT } from './stats/distributions/student-t.js';
export { fDistribution } from './stats/distributions/f-distribution.js';
export { beta } from './stats/distributions/beta.js';
export { binomial } from './stats/distributions/binomial.js';
export { kolmogorov } from './stats/distributions/kolmogorov.js';
export { kolmogorovTwoSided } from './stats/distributions/kolmogorov-two-sided.js';

// two-sample tests on samples

// tests and distances on counts

// many tests

// model metrics
