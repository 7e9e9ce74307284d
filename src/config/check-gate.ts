import type { Batch } from '../contracts/batch.js';
import { metricsOf } from '../act/train/gate-options.js';
import { DriftSenseError } from '../errors.js';
import { didYouMean, nearestName } from '../nearest-name.js';
import { labelName } from './build.js';
import type { LoadedConfig } from './check-config.js';
import { snakeCase } from './names.js';

/**
 * Whether the gate names metrics that models of the task have: of numbers, two classes or more, as the label has them.
 *
 * @param type - What the values of the label mean; without one nothing is known.
 * @throws DriftSenseError `CONFIG_INVALID` with all that it has not, each with line and column and the metrics there are.
 */
export function checkGate(
  { config, parsed, file }: LoadedConfig,
  reference: Batch,
  type: 'numeric' | 'categorical' | undefined,
): void {
  const { gate } = config.retraining;
  const label = labelName(config);
  const values = reference.column(label);
  if (typeof gate !== 'object' || values === undefined) return;
  const isNumber = (config.columns[label]?.type ?? type) === 'numeric';
  const task = isNumber ? 'regression' : hasMoreThanTwo(values) ? 'multiclass' : 'binary';
  const known = metricsOf(task).map(snakeCase);
  const lines = (['once', 'segments'] as const).flatMap((part) =>
    (['min_improvement', 'max_regression'] as const).flatMap((key) =>
      Object.keys(Object(gate[part]?.[key]) as object)
        .filter((name) => !known.includes(name))
        .map((name) => {
          const path = ['retraining', 'gate', part, key, name];
          const { line, column } = parsed.position(path) ?? { line: 1, column: 1 };
          const expected = `expected one of ${known.join(', ')}${didYouMean(nearestName(name, known))}`;
          return `${file}:${line}:${column}: ${path.join('.')}: ${expected}`;
        }),
    ),
  );
  if (lines.length > 0)
    throw new DriftSenseError('CONFIG_INVALID', lines.join('\n'), { details: { file, known, task } });
}

/** Whether there are more than two values, those that are missing aside. */
function hasMoreThanTwo(values: Iterable<unknown>): boolean {
  const seen = new Set<unknown>();
  for (const value of values)
    if (value !== null && value !== undefined && value !== '' && !Number.isNaN(value) && seen.add(value).size > 2)
      return true;
  return false;
}
