import type { SequentialAlarm } from '../../contracts/sequential.js';
import { DriftSenseError } from '../../errors.js';
import { parseOptions } from '../../options.js';
import { SequentialEngine } from './engine.js';
import { fourRatesOptions, planRates, rates, type FourRatesOptions, type Rate } from './plan-rates.js';
import type { SequentialState } from './state.js';
import { watchOf, type SequentialWatch } from './watch.js';

export type { FourRatesOptions } from './plan-rates.js';

/** A row with its label: 1, or true, is the positive class. */
export interface BinaryOutcome {
  readonly label: 0 | 1 | boolean;
  readonly prediction: 0 | 1 | boolean;
}

/** The four rates of a binary classifier under one budget. */
export interface FourRates extends SequentialWatch {
  /**
   * Feeds one row.
   *
   * @returns The alarm, if there is one: `ledger[0].column` is the rate, `category` the cell of the confusion matrix.
   * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`, after which nothing has changed.
   */
  observe(outcome: BinaryOutcome): SequentialAlarm | undefined;
  /** Where it stands, as plain JSON without any row, for {@link fourRatesFromJSON}. */
  toJSON(): SequentialState;
}

/**
 * Watches recall, specificity, precision and negative predictive value of a binary classifier row by row, each fed by its own rows only.
 * Without a change it alarms at most once in `rowsPerFalseAlarm` labelled rows on average, over all four. It sees what an error rate hides: fewer
 * false positives that pay for more false negatives, or a rare class that is missed. Rows must not depend on each other.
 *
 * @param options - See {@link FourRatesOptions}.
 * @throws DriftSenseError `OPTION_INVALID`
 *
 * @example
 * const rates = fourRates({ rowsPerFalseAlarm: 50_000 });
 * const alarm = rates.observe({ label: 1, prediction: 0 });
 * if (alarm) console.log(alarm.ledger[0].column, alarm.ledger[0].category); // recall, false negatives
 *
 * @see H. Wang & Z. Abraham, "Concept drift detection for streaming data" (2015), for the four rates; the bets are those of
 *   {@link shiryaevRoberts}
 */
export const fourRates = (options?: FourRatesOptions): FourRates => make(options);

/**
 * Goes on where `toJSON` left off: no later answer changes.
 *
 * @param json - What `toJSON()` gave, after any number of trips through JSON.
 * @param options - The ones it was made with.
 * @throws DriftSenseError `STATE_INVALID` for a state of other options, or a damaged one.
 */
export const fourRatesFromJSON = (json: unknown, options?: FourRatesOptions): FourRates =>
  make(options, (json ?? null) as SequentialState);

function make(options: FourRatesOptions | undefined, state?: SequentialState): FourRates {
  const plan = planRates(parseOptions(fourRatesOptions, options, 'fourRates'));
  const engine = new SequentialEngine(plan, state);
  const watched = plan.streams.map(({ column }) => rates[column as Rate]);
  return watchOf(engine, {
    observe(outcome: BinaryOutcome) {
      const read = { label: truthOf('label', outcome), prediction: truthOf('prediction', outcome) };
      const wrong = read.label !== read.prediction;
      return engine.update(watched.map(({ over }) => (over(read) ? (wrong ? 0 : 1) : -1)));
    },
  });
}

function truthOf(name: keyof BinaryOutcome, outcome: BinaryOutcome): boolean {
  const value: unknown = (outcome as Partial<BinaryOutcome> | null | undefined)?.[name];
  if (value === 1 || value === true) return true;
  if (value === 0 || value === false) return false;
  throw new DriftSenseError(
    'VALUE_OUT_OF_DOMAIN',
    `fourRates.observe: expected ${name} 0, 1, true or false, got ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
    {
      details: { where: 'fourRates.observe', expected: '0, 1, true or false' },
    },
  );
}
