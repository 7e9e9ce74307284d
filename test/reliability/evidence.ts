import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a harness saw. `bad` counts lost, doubled, torn or otherwise wrong outcomes. */
export interface Evidence {
  /** The promise, for instance `REL-1`, and which control ran, if one did. */
  readonly id: string;
  readonly control?: string;
  readonly seed?: number;
  readonly trials: number;
  readonly acknowledged?: number;
  readonly bad: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Prints what was seen with the 95 % bound 3/N on the failure rate, and writes it as JSON where EVIDENCE names a folder. */
export function record(evidence: Evidence): void {
  const bound = evidence.bad === 0 ? 3 / evidence.trials : undefined;
  const line = { ...evidence, ...(bound !== undefined && { upperBound95: bound }) };
  console.info(`evidence ${JSON.stringify(line)}`);
  const folder = process.env['EVIDENCE'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const name = [evidence.id, evidence.control].filter((part) => part !== undefined).join('-');
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(line, undefined, 2)}\n`);
}

export const nightly = process.env['NIGHTLY'] !== undefined;
