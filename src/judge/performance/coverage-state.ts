import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { fitting } from '../../options.js';
import { count } from '../../profile/profile-shapes.js';

const schema = z.strictObject({
  kind: z.literal('labelCoverage'),
  schemaVersion: z.literal(1),
  /** Windows that the expectation is made of, their predictions past grace, and those of them with a label in time. */
  windows: count,
  mature: count,
  covered: count,
});

/** How many labels are expected, as plain JSON. */
export type CoverageState = Readonly<z.infer<typeof schema>>;

export const initialCoverage: CoverageState = {
  kind: 'labelCoverage',
  schemaVersion: 1,
  windows: 0,
  mature: 0,
  covered: 0,
};

/**
 * Checks a stored state.
 *
 * @throws DriftSenseError `STATE_INVALID`.
 */
export function restoreCoverage(json: unknown): CoverageState {
  const coverage = fitting(schema, json, '', invalid);
  if (coverage.covered > coverage.mature) throw invalid(['more labels than predictions']);
  return coverage;
}

const invalid = (problems: readonly string[]): DriftSenseError =>
  new DriftSenseError('STATE_INVALID', `label coverage: ${problems.join('; ')}`);
