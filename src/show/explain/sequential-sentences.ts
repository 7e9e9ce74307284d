import type { LedgerEntry, SequentialAlarm } from '../../contracts/sequential.js';
import type { ColumnReport, WindowReport } from '../../contracts/window-report.js';
import { moveText } from '../move-text.js';
import { countOf, countText, numberText, shareText } from '../number-text.js';

/** What watching rows one by one says of a column: its part in each alarm, else how near the evidence came. */
export function sequentialSentences({ sequential }: WindowReport, { column, role }: ColumnReport): string[] {
  if (sequential === undefined || role !== 'feature') return [];
  const alarms = sequential.alarms.flatMap((alarm) => {
    const entry = alarm.ledger.find((one) => one.column === column);
    return entry === undefined ? [] : [alarmSentence(alarm, entry)];
  });
  if (alarms.length > 0) return alarms;
  return [
    `Row by row: no alarm about it in ${countOf(sequential.rows, 'row')}; the evidence of all columns stands at ${shareText(sequential.level)} of its limit.`,
  ];
}

function alarmSentence({ row, expected }: SequentialAlarm, entry: LedgerEntry): string {
  const { since, share } = entry;
  return `Row by row: the evidence reached its limit at row ${countText(row)}, ${shareText(share)} of it by ${moveText(entry)} since row ${countText(since)}; ${numberText(expected)} false alarms were to be expected by then, at most.`;
}
