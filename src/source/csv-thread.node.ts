// What runs in the threads of `readCsv`: reads a range of a file to columns in shared memory.
import { open } from 'node:fs/promises';
import { DriftSenseError } from '../errors.js';
import { readPart } from './csv-ranges.js';
import type { TablePart } from './csv-table.js';
import type { CsvTask } from './csv-thread-task.js';
import { unreadable } from './unreadable.node.js';

const chunkBytes = 262_144;

/** Undefined where the file is to be read at once, be it to say what is wrong with it. */
// oxlint-disable-next-line import/no-default-export -- what the pool of threads calls
export default async function read(task: CsvTask): Promise<TablePart | undefined> {
  const { path, header, from, to, options } = task;
  try {
    return await readPart({ chunks: bytesOf(task), options, where: path, size: header.length + to - from });
  } catch (error) {
    if (DriftSenseError.is(error)) return undefined;
    throw error;
  }
}

async function* bytesOf({ path, header, from, to }: CsvTask): AsyncGenerator<Uint8Array> {
  yield header;
  try {
    const file = await open(path);
    try {
      const buffer = new Uint8Array(chunkBytes);
      for (let at = from; at < to;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(chunkBytes, to - at), at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw DriftSenseError.is(error) ? error : unreadable(path, error);
  }
}
