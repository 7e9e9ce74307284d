// 'driftsense/stats': pure two-sample statistics and distributions. Numbers in, numbers out.

// distributions and special functions

// two-sample tests on samples

// tests and distances on counts

// many tests

// model metrics
