import { requireGiven } from '../require-given.js';

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

/** The runner of a kit, if it is one and there is something to be tried. @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` */
export function runnerOf(kit: string, make: unknown, runner: TestRunner): TestRunner {
  if (typeof make !== 'function') requireGiven(undefined, kit, 'a function that makes what is tried');
  requireGiven(runner, kit, 'the functions of a test runner', 'describe', 'it', 'expect');
  return runner;
}
