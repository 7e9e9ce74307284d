import { readFileSync } from 'node:fs';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';

type StreamName = 's1' | 's2' | 's3' | 'b' | 'md' | 'doc' | 'f' | 'rd';
type Expected = Readonly<Record<string, readonly number[]>>;

/** The golden streams and the rows at which published detectors alarm on them. */
export const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/detectors.json', import.meta.url), 'utf8'),
) as Readonly<Record<StreamName, readonly number[]>> & {
  readonly expected_river: Readonly<Record<string, readonly (number | string)[]>>;
  readonly expected_own_extra: Expected;
  readonly frouros_defaults_with_reset: Expected;
};

/** Rows at which a detector alarms, restarted after each as a host does. */
export function alarms(detector: ConceptDetector, stream: Iterable<number>): number[] {
  const run = startRun(detector);
  const found: number[] = [];
  for (const x of stream) if (stepRun(detector, run, x).drift) found.push(run.index - 1);
  return found;
}

/** Alarms `D` and, of each stretch between them, the first warning `W`: the form of the keys that begin with `b:`. */
export function firstWarningsAndAlarms(detector: ConceptDetector, stream: Iterable<number>): string[] {
  const run = startRun(detector);
  const found: string[] = [];
  let warned = false;
  for (const x of stream) {
    const { drift, warning } = stepRun(detector, run, x);
    if (drift) found.push(`D${run.index - 1}`);
    else if (warning === true && !warned) found.push(`W${run.index - 1}`);
    warned = !drift && (warned || warning === true);
  }
  return found;
}
