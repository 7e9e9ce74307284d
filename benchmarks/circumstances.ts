import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when something was measured, and what else the machine did. */
export interface Circumstances {
  readonly machine: string;
  /** Processes that ran or waited, on average over the minute before. */
  readonly load: string;
  readonly date: string;
}

/** What the machine does now. */
export const presentLoad = (): string => loadavg()[0]!.toFixed(1);

/** @param load - Of the machine, before it measured. */
export function circumstances(load: string): Circumstances {
  const machine = `${cpus()[0]!.model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`;
  return { machine, load, date: new Date().toISOString().slice(0, 10) };
}
