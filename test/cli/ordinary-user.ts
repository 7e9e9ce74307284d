import { lchownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A user other than root, by number: nobody. */
const nobody = 65_534;

/** Who the work of `asOrdinaryUser` is done by. */
export const ordinaryUser = (): number => (process.geteuid!() === 0 ? nobody : process.geteuid!());

/**
 * Runs work with the rights of an ordinary user, who owns the folder and all in it but names that begin with `foreign`.
 * Root may read and write anywhere, so it steps down for the time of the work.
 */
export async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return work();
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    if (!name.split('/')[0]!.startsWith('foreign')) lchownSync(join(folder, name), nobody, nobody);
  process.seteuid!(nobody);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
