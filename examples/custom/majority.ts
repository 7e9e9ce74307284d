import type { ModelTrainer } from 'driftsense';

/** A trainer: says for every row how common the positive class is. Its two metrics are recorded as given. */
export const majority: ModelTrainer<{ share: number }> = {
  name: 'majority',
  async train({ labels, size }) {
    const share = labels.reduce((sum, label) => sum + label, 0) / size;
    return { model: { share }, metrics: { positives: share * size, share } };
  },
  predict: (model, rows) => Float64Array.from({ length: rows.size }, () => model.share),
};
