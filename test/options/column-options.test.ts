import { ks, type Row } from '../../src/index.js';
import { columnOptions } from '../../src/monitor/options.js';
import { judged, option, roles, windows, type Options } from './a-life.js';
import { everyOption, type OptionCase } from './every-option.js';

/** How the columns `amount` and `channel` come out in a window that is a little moved, in the words of its report. */
const column = (
  name: 'amount' | 'channel',
  one: object,
  other: object,
  given: readonly Row[] = windows[3]!,
): OptionCase =>
  option({ columns: { ...roles, [name]: one } }, { columns: { ...roles, [name]: other } }, (options) =>
    judged(options, [given]),
  );

/** Within a budget by which a column that moved a little is a matter of its share. */
const weighing = (weight: number): Options => ({
  columns: { ...roles, amount: { weight } },
  alarmBudget: { falseAlarms: 10, per: { windows: 100 } },
});

everyOption('a column', columnOptions, {
  type: column('amount', { type: 'numeric' }, { type: 'categorical' }),
  role: column('channel', {}, { role: 'ignore' }),
  test: column('amount', {}, { test: ks() }),
  threshold: column('amount', { threshold: 0.01 }, { threshold: 5 }),
  tolerance: column('amount', { tolerance: 0 }, { tolerance: 0.5 }),
  missingTolerance: column('amount', { missingTolerance: 0 }, { missingTolerance: 0.5 }, windows[5]),
  enabled: column('amount', {}, { enabled: false }),
  weight: option(weighing(1), weighing(1_000), (options) => judged(options, [windows[4]!])),
  missing: column('amount', {}, { missing: 'ignore' }, windows[5]),
  labels: column('channel', {}, { labels: 'redact' }),
});
