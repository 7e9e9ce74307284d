/** Values that are made in steps: each takes a few milliseconds, or tells its work in cells that are counted in that time. */
export type Converting<Values> = Generator<number | undefined, Values>;

/** Whether a step begins at this row of a column. */
export const isStep = (row: number): boolean => row % 8_192 === 8_191;
