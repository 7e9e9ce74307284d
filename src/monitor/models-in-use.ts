import type { ModelTrainer } from '../contracts/model-trainer.js';

/** Notes which models a trainer that holds something for them was asked to predict with, and has it give that back. */
export class ModelsInUse {
  /** Predicts and trains as the given one does. */
  readonly trainer: ModelTrainer;
  readonly #used = new Set<unknown>();

  constructor(trainer: ModelTrainer) {
    const { name, version } = trainer;
    this.trainer = {
      name,
      ...(version !== undefined && { version }),
      train: (data, context) => trainer.train(data, context),
      predict: (model, rows) => {
        this.#used.add(model);
        return trainer.predict(model, rows);
      },
      dispose: (model) => trainer.dispose?.(model),
    };
  }

  /** Gives back what is held for all models but one. @param failed - Told of each that cannot be given back. */
  async disposeAllBut(kept: unknown, failed: (error: unknown) => void): Promise<void> {
    const others = [...this.#used].filter((model) => model !== kept);
    for (const model of others) this.#used.delete(model);
    const giveBack = async (model: unknown): Promise<void> => this.trainer.dispose?.(model);
    await Promise.all(others.map((model) => giveBack(model).catch(failed)));
  }
}
