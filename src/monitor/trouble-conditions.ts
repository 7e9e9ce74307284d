import type { Refusal } from '../act/train/data-checks.js';
import { refusalReasons } from '../act/train/refusal-reasons.js';
import type { AlertColumn } from '../contracts/alerter.js';
import { errorMeanings } from '../error-meanings.js';
import type { Condition } from '../judge/condition.js';
import type { Trouble } from './troubles.js';

/** What went wrong around the judging, in words: each kind is an alert of its own. */
export function troubleConditions({ broken, run, dropped }: Trouble): Condition[] {
  const failed = broken.map(([part, code]) => `${part} failed (${codeText(code, 'it threw')})`);
  const lost = (['windows', 'rows'] as const).flatMap((what) =>
    dropped[what] > 0 ? [`${dropped[what]} ${what}`] : [],
  );
  const conditions: Condition[] = [
    {
      kind: 'dropped',
      holds: lost.length > 0,
      summary: `${lost.join(' and ')} not judged, because there was no room for them`,
      columns: [],
    },
    { kind: 'broken-part', holds: failed.length > 0, summary: failed.join(', '), columns: [] },
  ];
  // Windows without a run say nothing about retraining.
  if (run === undefined) return conditions;
  const { phase, code, refusals } = run;
  const found = refusals.flatMap(({ reason, column }) => (column === undefined ? [refusalReasons[reason]] : []));
  const why = [codeText(code, 'the trainer threw'), ...found].join('; ');
  const summary = `a training run ${phase === 'refused' ? 'was refused' : 'failed'} (${why})`;
  return [...conditions, { kind: 'retraining', holds: phase !== 'trained', summary, columns: refused(refusals) }];
}

/** The columns that rows were refused for, each with why, in the words of the closed list: nothing of a row. */
const refused = (refusals: readonly Refusal[]): AlertColumn[] =>
  refusals.flatMap(({ reason, column }) =>
    column === undefined ? [] : [{ column, role: 'feature', reason, moved: refusalReasons[reason] }],
  );

/** By code, not by message: what a part of another threw may quote a row, and alerts leave the process. */
const codeText = (code: string | undefined, otherwise: string): string =>
  code !== undefined && Object.hasOwn(errorMeanings, code)
    ? `${code}: ${errorMeanings[code as keyof typeof errorMeanings]}`
    : otherwise;
