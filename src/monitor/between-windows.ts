import type { ConceptReport } from '../contracts/window-report.js';
import type { Validation } from './validation.js';

/** What labelled rows said that came since the window before, without a window: the next one holds it too. Plain JSON. */
export interface Between {
  readonly loss: Validation;
  /** What the detector said; there where there is one. */
  readonly concept?: ConceptReport;
}

/** One report of what the detector said earlier since the window before, and of what it says now. */
export function addedTo(before: ConceptReport | undefined, now: ConceptReport): ConceptReport {
  if (before === undefined) return now;
  const rows = before.rows + now.rows;
  const sum = (before.mean ?? 0) * before.rows + (now.mean ?? 0) * now.rows;
  // The place of the first drift, else of the first improvement.
  const place = [before, now].find(({ drift }) => drift) ?? (before.improvement ? before : now);
  return {
    detector: now.detector,
    rows,
    ...(rows > 0 && { mean: sum / rows }),
    drift: before.drift || now.drift,
    warning: before.warning || now.warning,
    improvement: before.improvement || now.improvement,
    episode: now.episode,
    ...(place.index !== undefined && { index: place.index }),
    ...(place.since !== undefined && { since: place.since }),
    ...(now.note !== undefined && { note: now.note }),
  };
}

/** Rows, mean and spread of the losses of both. */
export function lossOfBoth(a: Validation | undefined, b: Validation): Validation {
  if (a === undefined || b.rows === 0) return a ?? b;
  const rows = a.rows + b.rows;
  const meanLoss = a.meanLoss + ((b.meanLoss - a.meanLoss) * b.rows) / rows;
  const square = [a, b].reduce((sum, part) => sum + (part.sd ** 2 + (part.meanLoss - meanLoss) ** 2) * part.rows, 0);
  return { rows, meanLoss, sd: Math.sqrt(square / rows) };
}
