import { afterAll, afterEach, expect, vi } from 'vitest';
import type { Published } from './published-schemas.js';

// Every report and alert that a test brings about, by a Monitor, by compare() or by backtest(), is looked at as it is frozen: it
// fits the published schema, with no NaN or infinity in it, or the test fails.
// Of all files that one process runs, should it run several: what makes the reports is loaded once, this for each.
const faults: string[] = ((globalThis as { resultFaults?: string[] }).resultFaults ??= []);
const seen = new WeakSet<object>();

const published = (value: unknown): Published | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('nextStep' in value && 'transition' in value) return 'alert';
  return 'kind' in value && value.kind === 'windowReport' ? 'window-report' : undefined;
};

/** The monitor and the window of a report, or the key of an alert. */
const nameOf = (value: object): string =>
  Object.entries({ monitor: 'monitor', window: 'window', key: 'alert', transition: 'transition' })
    .flatMap(([name, word]) => (name in value ? `${word} ${JSON.stringify(Reflect.get(value, name))}` : []))
    .join(', ');

vi.mock('../src/freeze.js', async (original) => {
  const { deepFreeze } = await original<typeof import('../src/freeze.js')>();
  const { unpublished } = await import('./published-schemas.js');
  return {
    deepFreeze<T extends object>(value: T): T {
      const name = published(value);
      if (name !== undefined && !seen.has(value)) {
        seen.add(value);
        // What comes when its test has ended is found at the end of another, which it says nothing of.
        const { currentTestName, testPath } = expect.getState();
        for (const fault of unpublished(name, value))
          faults.push(`${fault} of ${nameOf(value)}, made while '${currentTestName}' of ${testPath} ran`);
      }
      return deepFreeze(value);
    },
  };
});

const nothingIsWrong = (): void => {
  // At the end of every test, of which there are thousands.
  if (faults.length > 0) expect(faults.splice(0), 'parts of results that do not fit the published schema').toEqual([]);
};
afterEach(nothingIsWrong);
afterAll(nothingIsWrong);
