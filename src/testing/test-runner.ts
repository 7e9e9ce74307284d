/** The few functions a conformance kit needs of the test runner; those of vitest, jest and bun fit. */
export interface TestRunner {
  /** Groups tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** One test. */
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
  /** A claim about a value. */
  readonly expect: (actual: unknown) => {
    /** The very same. */
    toBe(expected: unknown): unknown;
    /** The same in structure. */
    toEqual(expected: unknown): unknown;
  };
}
