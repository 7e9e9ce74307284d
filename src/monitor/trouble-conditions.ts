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
  return run === undefined ? conditions : [...conditions, run];
}

/** By code, not by message: what a part of another threw may quote a row, and alerts leave the process. */
export const codeText = (code: string | undefined, otherwise: string): string =>
  code !== undefined && Object.hasOwn(errorMeanings, code)
    ? `${code}: ${errorMeanings[code as keyof typeof errorMeanings]}`
    : otherwise;
