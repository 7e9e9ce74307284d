/** Values that are made in steps: each takes a few milliseconds, or tells its work in cells that are counted in that time. */
export type Converting<Values> = Generator<number | undefined, Values>;

/** Rows of a step. */
const stepRows = 8_192;

/** Goes through the rows of a column, some a step. The loop over them is the caller's: one inside a generator is slow. */
export function* inBlocks(size: number, convert: (from: number, to: number) => void): Converting<void> {
  for (let from = 0; from < size; from += stepRows) {
    if (from > 0) yield;
    convert(from, Math.min(size, from + stepRows));
  }
}
