import type { ConfusedClasses } from '../../contracts/window-report.js';
import { limits } from '../../limits.js';
import type { Outcomes, TaskSettings } from './outcomes.js';

/** Pairs of classes that are named at most. */
const most = 5;

/**
 * Of three classes and more, which was most often predicted where the label was another, the most frequent pair first. What
 * happened in fewer than ten rows is not told: it may stand for one person.
 *
 * @param rows - Those with label and prediction.
 */
export function confusedClasses(
  { labels, predictions }: Outcomes,
  rows: Int32Array,
  { task, classes }: TaskSettings,
): readonly ConfusedClasses[] {
  if (task !== 'multiclass') return [];
  const counts = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const pair = labels[row]! * classes.length + predictions[row]!;
    if (labels[row] !== predictions[row]) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= limits.fewRows)
    .toSorted(([a, many], [b, more]) => more - many || a - b)
    .slice(0, most)
    .map(([pair, count]) => ({
      label: classes[Math.floor(pair / classes.length)]!,
      prediction: classes[pair % classes.length]!,
      count,
    }));
}
