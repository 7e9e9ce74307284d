import { makeBatch } from '../../src/table/batch.js';
import { logisticRegression } from '../../src/act/train/trainers/logistic-regression.js';
import { seededRandom } from '../../src/stats/random.js';
import { numericColumns } from '../data.js';
import { measureGrowth } from '../growth.js';

// The whole of a training, out-of-fold predictions included.
await measureGrowth(
  'Training, rows (10 columns, two classes)',
  [2_000, 4_000, 8_000, 16_000, 32_000],
  (rows) => {
    const columns = Object.entries(numericColumns(rows, 10, 'training'));
    const random = seededRandom('training labels');
    const labels = Float64Array.from({ length: rows }, (_, row) => {
      const odds = columns.reduce((sum, [, values], k) => sum + ((k % 3) - 1) * values[row]!, 0);
      return random.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
    });
    const data = { features: makeBatch({ size: rows, columns }), labels, classes: ['no', 'yes'], size: rows };
    const trainer = logisticRegression();
    return () => trainer.train(data, { signal: new AbortController().signal, seed: 1 });
  },
  7,
);
