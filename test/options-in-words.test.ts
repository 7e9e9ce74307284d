import { describe, expect, it } from 'vitest';
import { adwin, DriftSenseError, Monitor } from 'driftsense';
import { restoreAlertState } from '../src/act/alert/restore-alert-state.js';

const reference = Array.from({ length: 100 }, (_, i) => ({ x: i, label: i % 2 ? 'yes' : 'no' }));

/** What the monitor says of its options. */
function said(options: object): string {
  try {
    return new Monitor({ reference, columns: { label: { role: 'label' } }, ...options }).name;
  } catch (error) {
    if (DriftSenseError.is(error, 'OPTION_INVALID')) return error.message;
    throw error;
  }
}

describe('an option of another shape than any it may have', () => {
  it.each([
    [5, 'Monitor.retrain.gate: expected boolean or object, got 5'],
    ['often', 'Monitor.retrain.gate: expected boolean or object, got a text'],
    [['once'], 'Monitor.retrain.gate: expected boolean or object, got a list'],
    [{ onze: {} }, "Monitor.retrain.gate: unknown option 'onze'; did you mean 'once'?"],
    [{ once: true }, 'Monitor.retrain.gate.once: expected object, got true'],
    [
      { once: { minImprovement: 'x' } },
      'Monitor.retrain.gate.once.minImprovement: expected number or record, got a text',
    ],
    [{ once: { minImprovement: {} } }, 'Monitor.retrain.gate.once.minImprovement: expected a metric'],
    [
      { once: { minImprovement: { auc: -1 } } },
      'Monitor.retrain.gate.once.minImprovement.auc: expected at least 0, got -1',
    ],
    [{ once: { maxRegression: 0.1 } }, 'Monitor.retrain.gate.once.maxRegression: expected record, got 0.1'],
    [
      { once: { maxRegression: { auc: 'a', accuracy: -1 } } },
      'Monitor.retrain.gate.once.maxRegression.auc: expected number, got a text\nMonitor.retrain.gate.once.maxRegression.accuracy: expected at least 0, got -1',
    ],
    [{ segments: {} }, 'Monitor.retrain.gate.segments: expected a metric'],
    [
      { segments: { maxRegression: {}, columns: 'country' } },
      'Monitor.retrain.gate.segments.columns: expected array, got a text',
    ],
    [
      { segments: { maxRegression: {}, columns: [1] } },
      'Monitor.retrain.gate.segments.columns.0: expected string, got 1',
    ],
  ])('says of retrain.gate %j where it is, what was expected and what came', (gate, message) => {
    expect(said({ retrain: { gate } })).toBe(message);
  });

  it.each([
    [{ retrain: 5 }, 'Monitor.retrain: expected false or object, got 5'],
    [{ retrain: { cooldown: 3 } }, 'Monitor.retrain.cooldown: expected object, got 3'],
    [{ retrain: { on: 'x' } }, 'Monitor.retrain.on: expected "either" or "data" or "concept", got "x"'],
    [{ window: { rows: 2, x: 1 } }, "Monitor.window: unknown option 'x'"],
    [{ window: { every: 5 } }, 'Monitor.window.every: expected string, got 5'],
    [{ window: { row: 5 } }, "Monitor.window: unknown option 'row'; did you mean 'rows'?"],
    [{ window: { every: '1d', minRows: 1, rows: 2 } }, 'Monitor.window: expected minRows or rows, not both'],
    [
      { alarmBudget: { per: 'dya' } },
      'Monitor.alarmBudget.per: expected object or "day" or "week" or "month", got "dya"; did you mean \'day\'?',
    ],
    [{ alarmBudget: { per: { windows: 'x' } } }, 'Monitor.alarmBudget.per.windows: expected number, got a text'],
    [{ positive: {} }, 'Monitor.positive: expected string or number or boolean, got an object'],
    [
      { concept: 5 },
      'Monitor.concept: expected false or a ConceptDetector: an object with name, input, initialState, update, got 5',
    ],
    [
      { concept: { ...adwin(), input: 'bonded' } },
      'Monitor.concept.adwin.input: expected "error" or "bounded" or "real", got "bonded"; did you mean \'bounded\'?',
    ],
    [
      { conceptFallback: { ...adwin(), order: 'label' } },
      'Monitor.conceptFallback.adwin.order: expected "prediction" or "arrival", got "label"',
    ],
    [
      { concept: { ...adwin(), input: undefined, order: 1 } },
      `Monitor.concept.adwin.input: expected "error" or "bounded" or "real", got undefined
Monitor.concept.adwin.order: expected "prediction" or "arrival", got 1`,
    ],
  ])('%j is told in the form that it comes closest to', (options, message) => {
    expect(said(options)).toBe(message);
  });
});

it('a stored state is refused with what stands in it', () => {
  expect(() => restoreAlertState({ kind: 'alertState', schemaVersion: 7 })).toThrow(/schemaVersion: expected 1, got 7/);
});
