import { dayRows, streamColumns } from './population.js';

/** What is generated: the first seven days are the training days. */
export interface StreamOptions {
  readonly days: number;
  readonly rows: number;
  readonly seed: number;
}

/** Where the changes begin, by file name. Used by charts and tests, never by detection. */
export interface StreamTruth {
  readonly features: readonly { readonly column: string; readonly onset: string }[];
  readonly concept: { readonly onset: string };
}

export const trainingDays = 7;
/** Fewer days leave no quiet days between the training days and the first change. */
export const fewestDays = 14;

export const streamFileName = (day: number): string => `stream_${String(day).padStart(4, '0')}.csv`;

/** Whether a file is one of a stream that was made here. */
export const isStreamFileName = (name: string): boolean => /^stream_\d{4}\.csv$/.test(name);

/** First days of the changes: of 30 days the 12th, 15th and 20th. */
function onsets(days: number): { income: number; channel: number; concept: number } {
  const at = (share: number): number => trainingDays + Math.round((days - trainingDays) * share);
  return { income: at(0.22), channel: at(0.35), concept: at(0.57) };
}

export function streamTruth({ days }: StreamOptions): StreamTruth {
  const { income, channel, concept } = onsets(days);
  return {
    features: [
      { column: 'income', onset: streamFileName(income) },
      { column: 'channel', onset: streamFileName(channel) },
    ],
    concept: { onset: streamFileName(concept) },
  };
}

/** The text of one day's file: the header, then its rows. The same options give the same bytes. */
export function dayText(day: number, { days, rows, seed }: StreamOptions): string {
  const { income, channel, concept } = onsets(days);
  const truth = { incomeMoved: day >= income, appGrown: day >= channel, conceptChanged: day >= concept };
  const lines = [streamColumns.join(',')];
  for (const row of dayRows(day, rows, truth, seed)) lines.push(row.join(','));
  return `${lines.join('\n')}\n`;
}

/** The training data: the rows of the first seven days under one header. */
export function trainingText(options: StreamOptions): string {
  const days = Array.from({ length: trainingDays }, (_, i) => dayText(i + 1, options));
  return days.map((text, i) => (i === 0 ? text : text.slice(text.indexOf('\n') + 1))).join('');
}
