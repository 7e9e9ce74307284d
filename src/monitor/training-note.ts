import type { DecisionReason } from '../contracts/window-report.js';
import { decisionWords } from '../show/decision-words.js';

/** What led to a version, for people: `data drift, confirmed; windows w7 to w9`. */
export const trainingNote = (
  reason: DecisionReason,
  { from, to }: { readonly from: string; readonly to: string },
): string => `${decisionWords[reason]}; ${from === to ? `window ${from}` : `windows ${from} to ${to}`}`;
