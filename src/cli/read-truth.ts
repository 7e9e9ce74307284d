import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import type { ChartContext } from '../show/series.js';

const onset = z.string();
const truthFile = z.object({
  features: z.array(z.object({ column: z.string(), onset })),
  concept: z.object({ onset }),
});

/**
 * Onsets of a synthetic stream, where the generator left them beside the data. Used for pictures only; a file of this name
 * that says something else is somebody else's.
 */
export async function readTruth(reference: string): Promise<ChartContext['truth']> {
  let text: string;
  try {
    text = await readFile(join(dirname(reference), 'truth.json'), 'utf8');
  } catch {
    return undefined; // real data have none
  }
  return parseTruth(text);
}

function parseTruth(text: string): ChartContext['truth'] {
  try {
    return truthFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
