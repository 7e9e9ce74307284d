/** Work in steps of a few milliseconds. */
export type Steps<Result> = Generator<undefined, Result>;

/** Counts cells that are read one by one. @returns Whether it is time for a step. */
export type Spend = (cells: number) => boolean;

/** Cells that are read one by one in a step: a few milliseconds. */
const readInStep = 60_000;

/** What a code of a text, a converted number and one that joins others cost, in cells that are read in that time. */
export const costs = { code: 0.3, converting: 0.06, joining: 0.1 } as const;

/** Makes the count of one table. */
export function spending(): Spend {
  let spent = 0;
  return (cells) => {
    spent += cells;
    if (spent < readInStep) return false;
    spent = 0;
    return true;
  };
}
