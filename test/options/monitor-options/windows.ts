import { fromRows, memoryClock, Monitor } from '../../../src/index.js';
import { cut, hour, option, reference, roles, rowsWithGuess, type Options } from '../a-life.js';
import type { OptionCase } from '../every-option.js';

const day = 24 * hour;
const everyHour = { every: '1h' } as const;
const timed = (one: object, other: object): OptionCase =>
  option({ window: { ...everyHour, ...one } }, { window: { ...everyHour, ...other } }, cut);
/** Windows by time of rows that come late, or too few at a time. */
const late = async (options: Options) => {
  const monitor = new Monitor({ reference, columns: roles, clock: memoryClock(), retrain: false, ...options });
  const seen: string[] = [];
  const minutes = [0, 20, 65, 50, 70, 130, 55, 190, 250, 310];
  const batches = minutes.map((minute) => fromRows(rowsWithGuess(3, `at ${minute}`, {}, 20 * day + minute * 60_000)));
  for await (const { window } of monitor.run(batchesOf(batches))) seen.push(`${window.id} ${window.rows}`);
  await monitor.close();
  return seen;
};
async function* batchesOf<T>(batches: readonly T[]): AsyncGenerator<T> {
  yield* batches;
}

/** How rows are cut into windows, and how many of these may alarm. */
export const windows: Readonly<Record<string, OptionCase>> = {
  window: option({ window: { rows: 300 } }, { window: everyHour }, cut),
  'window.rows': option({ window: { rows: 300 } }, { window: { rows: 250 } }, cut),
  'window.every': timed({}, { every: '2h' }),
  'window.timeZone': option({ window: { every: '1d' } }, { window: { every: '1d', timeZone: 'Asia/Tokyo' } }, cut),
  'window.allowedLateness': option({ window: everyHour }, { window: { ...everyHour, allowedLateness: '2h' } }, late),
  'window.minRows': option({ window: everyHour }, { window: { ...everyHour, minRows: 7 } }, late),
  'window.maxPeriods': option(
    { window: { ...everyHour, minRows: 100, maxPeriods: 2 } },
    { window: { ...everyHour, minRows: 100, maxPeriods: 4 } },
    late,
  ),
  'window.trailing': option({ window: { rows: 300 } }, { window: { rows: 300, trailing: 'drop' } }, cut),
  trailing: option({ window: { rows: 300 } }, { window: { rows: 300 }, trailing: 'drop' }, cut),
  'alarmBudget.falseAlarms': option(
    { alarmBudget: { falseAlarms: 0.0001, per: { windows: 100 } } },
    { alarmBudget: { falseAlarms: 50, per: { windows: 100 } } },
  ),
  'alarmBudget.per': option(
    { window: everyHour, alarmBudget: { per: 'month' } },
    { window: { every: '1h' }, alarmBudget: { per: 'day', falseAlarms: 20 } },
  ),
  'alarmBudget.per.windows': option(
    { alarmBudget: { per: { windows: 2 } } },
    { alarmBudget: { per: { windows: 1e6 } } },
  ),
  'alarmBudget.per.rows': option(
    { window: { rows: 200 }, alarmBudget: { per: { rows: 2_000 } } },
    { window: { rows: 200 }, alarmBudget: { per: { rows: 1e7 } } },
  ),
};
