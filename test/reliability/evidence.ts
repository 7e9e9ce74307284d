import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a harness saw. `bad` counts lost, doubled, torn or otherwise wrong outcomes. */
export interface Evidence {
  /** The promise, for instance `REL-1`. */
  readonly id: string;
  /** Which of several trials of the promise this is. */
  readonly variant?: string;
  /** The negative control that ran, for instance `M4`: code made wrong on purpose, in which the harness must find what is bad. */
  readonly control?: string;
  readonly seed?: number;
  readonly trials: number;
  readonly acknowledged?: number;
  readonly bad: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Prints what was seen with the 95 % bound 3/N on the failure rate, and writes it as JSON where EVIDENCE names a folder: `npm run evidence`. */
export function record(evidence: Evidence): void {
  const bound = evidence.bad === 0 ? 3 / evidence.trials : undefined;
  const line = { ...evidence, ...(bound !== undefined && { upperBound95: bound }) };
  console.info(`evidence ${JSON.stringify(line)}`);
  const folder = process.env['EVIDENCE'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const parts = [evidence.id, evidence.variant, evidence.control].filter((part) => part !== undefined);
  const name = parts.join('-').replaceAll(/[^A-Za-z0-9-]+/g, '_');
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(line, undefined, 2)}\n`);
}

export const nightly = process.env['NIGHTLY'] !== undefined;
