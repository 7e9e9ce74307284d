import { describe, expect, it } from 'vitest';
import * as node from '../../src/node.js';
import * as stats from '../../src/stats.js';
import * as testing from '../../src/testing.js';
import { DriftSenseError, Monitor } from '../../src/index.js';

/** What newcomers hand over by mistake, in the place of each argument. */
const values: readonly (readonly [what: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['5', 5],
  ["'x'", 'x'],
  ['{}', {}],
  ['[]', []],
];

type Make = (...args: unknown[]) => unknown;
const callOf = (member: unknown): Make => {
  if (/^class\b/.test(Function.prototype.toString.call(member)))
    return (...args) => new (member as new (...given: unknown[]) => unknown)(...args);
  return member as (typeof callers)[string];
};
const callers: Record<string, Make> = {};
// Every public function, of `driftsense` together with `driftsense/node`, of `driftsense/stats` and `driftsense/testing`. An error is made with what it is made of.
for (const [name, member] of [node, stats, testing].flatMap((entry) => Object.entries<unknown>(entry)))
  if (typeof member === 'function' && name !== 'DriftSenseError') callers[name] = callOf(member);

const monitor = () => new Monitor({ reference: { x: Array.from({ length: 60 }, (_, i) => i) } });
for (const method of ['process', 'run', 'observe', 'label', 'acknowledge'] as const)
  callers[`monitor.${method}`] = (first) => (monitor() as unknown as Record<string, Make>)[method]!(first);

/** What a call comes to, where it gives a promise or something to step through, too. */
async function settled(result: unknown): Promise<void> {
  const given = await result;
  if (typeof given !== 'object' || given === null) return;
  const steps = Reflect.get(given, Symbol.asyncIterator) ?? Reflect.get(given, 'next');
  if (typeof steps !== 'function') return;
  const iterator = (Symbol.asyncIterator in given ? steps.call(given) : given) as AsyncIterator<unknown>;
  await iterator.next();
}

describe.each(Object.entries(callers))('%s', (_, call) => {
  it.each(values)('given %s, once to three times, comes to something or says what is wrong', async (_what, value) => {
    for (const count of [1, 2, 3]) {
      const thrown: unknown = await (async () => settled(call(...Array.from({ length: count }, () => value))))().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (thrown !== undefined && !DriftSenseError.is(thrown)) expect.fail(String((thrown as Error).stack));
    }
  });
});

describe('what gives no window', () => {
  it.each([null, undefined, 5, 'x', {}])('monitor.run(%j) is refused and not over at once', async (source) => {
    const run = monitor().run(source as never);
    await expect(run[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'DriftSenseError' });
  });
});
