import type { ModelTrainer } from '../contracts/model-trainer.js';
import type { ColumnSchema, Schema } from '../contracts/schema.js';
import { columnOf, type TaskSettings } from '../judge/performance/outcomes.js';

/** Names of the columns that the Monitor adds when it scores rows itself. */
export const scoreColumn = 'score';
export const predictionColumn = 'prediction';

/** Whether the Monitor scores rows with the champion: there is a trainer, and the rows bring no prediction or score. */
export const scoresRows = (schema: Schema, trainer: ModelTrainer | undefined): boolean =>
  trainer !== undefined &&
  columnOf(schema, 'prediction') === undefined &&
  columnOf(schema, 'score') === undefined &&
  !schema.columns.some((column) => column.name === scoreColumn || column.name === predictionColumn);

/** The columns added by scoring. */
export function scoredSchema({ task }: TaskSettings): ColumnSchema[] {
  const prediction: ColumnSchema = {
    name: predictionColumn,
    role: 'prediction',
    type: task === 'regression' ? 'numeric' : 'categorical',
  };
  return task === 'binary'
    ? [{ name: scoreColumn, role: 'score', type: 'numeric', min: 0, max: 1 }, prediction]
    : [prediction];
}

/** The columns that the serving model adds to rows of this schema; none where it does not score. */
export const madeColumns = (
  schema: Schema,
  trainer: ModelTrainer | undefined,
  task: TaskSettings | undefined,
): readonly ColumnSchema[] => (task !== undefined && scoresRows(schema, trainer) ? scoredSchema(task) : []);
