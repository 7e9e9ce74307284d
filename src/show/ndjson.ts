import type { WindowReport } from '../contracts/window-report.js';

/**
 * One report as one line of JSON with its line break: append it to a history that any tool can read line by line.
 *
 * @example await appendFile('results.ndjson', ndjsonLine(report));
 */
export const ndjsonLine = (report: WindowReport): string => `${JSON.stringify(report)}\n`;
