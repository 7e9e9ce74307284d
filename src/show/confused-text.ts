import type { PerformanceReport } from '../contracts/window-report.js';
import { nameText } from './markup.js';
import { countOf } from './number-text.js';

/** Which classes were taken for which, most often first: `walk was taken for car in 310 rows, car for walk in 298 rows`. */
export function confusedText(performance: PerformanceReport | undefined): string | undefined {
  if (performance?.confused === undefined) return undefined;
  return performance.confused
    .map(
      ({ label, prediction, count }, k) =>
        `${nameText(label)} ${k === 0 ? 'was taken for' : 'for'} ${nameText(prediction)} in ${countOf(count, 'row')}`,
    )
    .join(', ');
}
