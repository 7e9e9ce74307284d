import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/program.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { writeOld } from '../old-files.js';

/** What a command left on the two streams, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Every line that was shown in place, on a terminal. */
  readonly progress: readonly string[];
}

export interface World extends Partial<Omit<Io, 'out' | 'err' | 'progress'>> {
  /** Whether standard error is a terminal. */
  readonly terminal?: boolean;
  /** Told of each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** The command line in this process, over a world that the test makes. */
export async function driftsense(args: readonly string[], world: World = {}): Promise<Outcome> {
  const { terminal = false, onLine, ...given } = world;
  const [out, err, progress]: string[][] = [[], [], []];
  const io: Io = {
    out: (line) => {
      out!.push(`${line}\n`);
      onLine?.(line);
    },
    err: (line) => void err!.push(`${line}\n`),
    ...(terminal && { progress: (line: string) => void progress!.push(line) }),
    environment: {},
    colour: false,
    clock: systemClock,
    signal: new AbortController().signal,
    ...given,
  };
  const code = await runCli(args, io);
  return { code, out: out!.join(''), err: err!.join(''), progress: progress! };
}

const folders: string[] = [];

/** A new folder with the given files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-cli-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeOld(join(folder, name), content);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
