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

describe('no options', () => {
  const table = { x: Array.from({ length: 60 }, (_, i) => i) };
  const report = node.compare(table, table);
  const calls: Record<string, (none: never) => unknown> = {
    'monitor.process, info': async (none) => expect((await monitor().process(table, none)).window.rows).toBe(60),
    'monitor.process': async (none) => expect((await monitor().process(table, {}, none)).window.rows).toBe(60),
    'monitor.run': async (none) => expect((await monitor().run([table], none).next()).value.window.rows).toBe(60),
    'monitor.tick': (none) => monitor().tick(none),
    'monitor.promote': (none) => expect(monitor().promote(1, none)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' }),
    'monitor.rollback': (none) =>
      expect(monitor().rollback(none)).rejects.toMatchObject({ code: 'NO_PREVIOUS_VERSION' }),
    'monitor.acknowledge': async (none) => expect(await monitor().acknowledge('default/data-drift', none)).toBe(false),
    'monitor.close': (none) => monitor().close(none),
    columnSeries: (none) => node.columnSeries([report], none),
    drawMetricChart: (none) => node.drawMetricChart([report], 'accuracy', none, none),
    explain: (none) => node.explain(report, 'x', none),
    flagsCsv: (none) => node.flagsCsv([report], none),
    summaryTable: (none) => node.summaryTable(report, none),
  };
  it.each(Object.entries(calls))('null counts as none for %s', async (_name, call) => {
    await call(null as never);
  });

  it.each([
    ['rebaseline(table)', () => monitor().rebaseline(table, undefined as never), 'rebaseline.reason: expected string'],
    ['rebaseline(table, null)', () => monitor().rebaseline(table, null as never), 'rebaseline.reason: expected string'],
    ["on('drfit')", () => monitor().on('drfit' as never, () => 0), "no event 'drfit'; did you mean 'drift'?"],
    ["once('toString')", () => monitor().once('toString' as never, () => 0), "no event 'toString'"],
    ['on(symbol)', () => monitor().on(Symbol('drift') as never, () => 0), "no event 'Symbol(drift)'"],
    ['process(…, text)', () => monitor().process(table, 'x' as never), 'process.info: expected object, got a text'],
    ['process(…, {id: 5})', () => monitor().process(table, { id: 5 } as never), 'process.info.id: expected string'],
    ['process(…, {idd})', () => monitor().process(table, { idd: 'a' } as never), "'idd'; did you mean 'id'?"],
    [
      'process(…, …, {signal: 5})',
      () => monitor().process(table, {}, { signal: 5 } as never),
      'process.options.signal: expected an AbortSignal',
    ],
    [
      'run(…, {signal: 5})',
      () =>
        monitor()
          .run([table], { signal: 5 } as never)
          .next(),
      'run.signal: expected an AbortSignal',
    ],
    ["on('drift')", () => monitor().on('drift', null as never), 'on.drift: expected a function, got object'],
  ])('%s says what was expected', async (_what, call, message) => {
    const said = { code: 'OPTION_INVALID', message: expect.stringContaining(message) as string };
    await expect((async () => call())()).rejects.toMatchObject(said);
  });

  it('an AbortController stands for its signal', async () => {
    const over = new AbortController();
    over.abort();
    const aborted = { code: 'ABORTED' };
    await expect(monitor().process(table, {}, over)).rejects.toMatchObject(aborted);
    await expect(monitor().run([table], over).next()).rejects.toMatchObject(aborted);
  });

  it('what is missing besides is said, too', () => {
    expect(() => node.explain(report, undefined as never)).toThrow(
      'explain: expected the name of a column, got undefined',
    );
    expect(() => new node.LabelTable().add(null as never)).toThrow(
      'LabelTable.add: expected a label of an id, got null',
    );
  });
});

describe('what gives no window', () => {
  it.each([null, undefined, 5, 'x', {}])('monitor.run(%j) is refused and not over at once', async (source) => {
    const run = monitor().run(source as never);
    await expect(run[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'DriftSenseError' });
  });
});
