import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { DataDriftTest } from '../../src/contracts/data-drift-test.js';
import { seededRandom } from '../../src/stats/random.js';
import type { Monitor as CoreMonitor, MonitorOptions } from '../../src/index.js';

// Of the built package: a thread needs a file.
const built = new URL('../../dist/bundled/node.js', import.meta.url).href;
const { codedColumn, fromColumns, ks, Monitor, parsedColumn, profile, workerExecutor } = (await import(
  built
)) as typeof import('../../src/node.js');

const names = ['AT', 'BE', 'CH', 'DE'];
/** Columns of every sort: doubles with gaps and infinities, shared doubles, texts, codes, numbers read from text, secret ones. */
function table(rows: number, seed: string, shift = 0) {
  const random = seededRandom(seed);
  const doubles = (make: () => number): Float64Array => Float64Array.from({ length: rows }, make);
  const columns: Record<string, unknown> = {};
  for (let k = 0; k < 40; k++) columns[`x${k}`] = doubles(() => random.normal() + (k === 3 ? shift : 0));
  columns['gaps'] = doubles(() =>
    random.uniform() < 0.1 ? Number.NaN : random.uniform() < 0.1 ? Infinity : random.normal(),
  );
  const shared = new Float64Array(new SharedArrayBuffer(8 * rows));
  for (let row = 0; row < rows; row++) shared[row] = -Math.log(1 - random.uniform());
  columns['shared'] = shared;
  columns['few'] = doubles(() => random.integer(3));
  columns['text'] = Array.from({ length: rows }, () => names[random.integer(names.length)]);
  columns['code'] = codedColumn(
    Int32Array.from({ length: rows }, () => random.integer(5) - 1),
    names,
  );
  columns['read'] = parsedColumn(doubles(() => random.integer(50)));
  columns['all missing'] = doubles(() => Number.NaN);
  columns['secret number'] = doubles(() => random.normal());
  columns['secret text'] = Array.from({ length: rows }, () => names[random.integer(2 + Math.round(shift))]);
  return fromColumns(columns as Record<string, never>);
}
const redact = { labels: 'redact' } as const;
/** Keeps what only this thread has, and asks for a sample. */
const seenHere: string[] = [];
const own: DataDriftTest<'sample'> = {
  name: 'median',
  appliesTo: ['numeric'],
  needs: ['sample'],
  threshold: 0.5,
  compare(reference, window) {
    seenHere.push('compared');
    const [was = 0, is = 0] = [reference, window].map(({ sample }) => sample.toSorted()[sample.length >> 1]);
    return { statistic: Math.abs(is - was) };
  },
};
const settings = {
  reference: table(3_000, 'reference'),
  columns: {
    'secret number': redact,
    'secret text': redact,
    x3: { test: own },
    x4: { test: ks() },
  },
  retrain: false,
} satisfies MonitorOptions;
// Large enough to be counted ahead, which small windows are not.
const windows = [table(9_000, 'first'), table(9_000, 'second', 1)];

async function judge(
  options: Partial<MonitorOptions>,
): Promise<{ monitor: CoreMonitor; reports: string; errors: unknown[] }> {
  const monitor = new Monitor({ ...settings, ...options });
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  const reports = [];
  for (const window of windows) reports.push(await monitor.process(window));
  return { monitor, reports: JSON.stringify(reports), errors };
}

describe('windows that are counted in threads', () => {
  const executors = [1, 2, 4].map((workers) => workerExecutor({ workers }));
  afterAll(() => Promise.all(executors.map((executor) => executor.close())));

  it('have the same report, byte for byte, without threads and with one, two and four', async () => {
    const inline = await judge({});
    expect(JSON.parse(inline.reports)).toMatchObject([{ verdict: 'stable' }, { verdict: 'drift' }]);
    for (const executor of executors) {
      const count = vi.spyOn(executor, 'count');
      const { reports, errors } = await judge({ executor });
      expect(reports).toBe(inline.reports);
      expect(errors).toEqual([]);
      expect(count).toHaveBeenCalledTimes(2);
      for (const { value } of count.mock.results) expect(await value).toHaveLength(49);
    }
  });

  it('and tests of your own run where the monitor runs', async () => {
    seenHere.length = 0;
    await judge({ executor: executors[1]! });
    expect(seenHere).toEqual(['compared', 'compared']);
  });

  it('serve several monitors at once', async () => {
    const [executor] = executors;
    const both = await Promise.all([judge({ executor: executor! }), judge({ executor: executor! })]);
    await both[0].monitor.close();
    const after = await judge({ executor: executor! });
    expect(new Set([...both, after].map(({ reports }) => reports)).size).toBe(1);
    expect([...both, after].flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('are counted in large pieces too', async () => {
    const reference = profile({ x: Float64Array.from({ length: 500 }, (_, i) => i % 77), y: new Float64Array(500) });
    const executor = executors[1]!;
    const values = Float64Array.from({ length: 300_001 }, (_, i) => (i * 7919) % 80);
    const columns = reference.columns.map((column) => ({
      reference: column,
      redact: false,
      values: { kind: 'numeric', values, unparsable: 0 } as const,
    }));
    const counted = await executor.count(columns);
    const window = profile({ x: values, y: values }, { on: reference });
    expect(counted).toEqual(window.columns);
    const [other] = profile({ x: values.subarray(0, 500) }).columns;
    const [secret] = await executor.count([{ ...columns[0]!, reference: other!, redact: true }]);
    expect(secret).toMatchObject({ size: 300_001 });
    expect(secret).not.toHaveProperty('min');
  });
});

it.each([0, 1.5, 257, '2'])('%s threads are refused', (workers) => {
  expect(() => workerExecutor({ workers: workers as number })).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID' }),
  );
});

describe('a thread that is ended', () => {
  it('by a signal ends the judging there and then, and the next window is judged', async () => {
    const executor = workerExecutor({ workers: 1 });
    const monitor = new Monitor({ ...settings, executor });
    await monitor.process(windows[0]!);
    const controller = new AbortController();
    const large = table(30_000, 'large');
    const count = executor.count.bind(executor);
    // As soon as its threads are at work, which cannot have ended by then.
    const counting = vi.spyOn(executor, 'count').mockImplementation((...given) => {
      setImmediate(() => controller.abort());
      return count(...given);
    });
    const judging = monitor.process(large, {}, { signal: controller.signal });
    await expect(judging).rejects.toMatchObject({ code: 'ABORTED' });
    expect(counting).toHaveBeenCalledOnce();
    counting.mockRestore();
    expect((await monitor.process(windows[1]!)).window.id).toBe('window-2');
    await monitor.close();
  });
});

describe('a process', () => {
  const run = (code: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 600_000,
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });
  const start = `
    import { Monitor, workerExecutor } from ${JSON.stringify(built)};
    import { Worker } from 'node:worker_threads';
    const columns = (n) => Object.fromEntries(Array.from({ length: 50 }, (_, k) =>
      ['x' + k, Float64Array.from({ length: n }, (_, i) => Math.sin(i * (k + 1)))]));
    const executor = workerExecutor({ workers: 2 });
    const monitor = new Monitor({ reference: columns(500), executor, retrain: false });
    monitor.on('error', ({ where, message }) => console.log(where + ': ' + message));
    const judge = async () => console.log((await monitor.process(columns(20_000))).window.rows);
  `;

  it('ends by itself although its threads wait for work, and after close() none is left', () => {
    const waiting = run(`${start} await judge();`);
    expect([waiting.status, waiting.stdout]).toEqual([0, '20000\n']);
    const closed = run(`${start} await judge(); await monitor.close();
      console.log(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length);`);
    expect([closed.status, closed.stdout]).toEqual([0, '20000\n0\n']);
  });

  it('has as many threads as were asked for, and none before a large window', () => {
    const { stdout } = run(`${start}
      const on = Worker.prototype.postMessage;
      let threads = 0; // each is told once what to work for
      Worker.prototype.postMessage = function (...given) { threads++; return on.apply(this, given); };
      const few = Object.fromEntries(Object.entries(columns(500)).slice(0, 30));
      await new Monitor({ reference: few, executor }).process(few);
      console.log(threads);
      await judge(); await judge();
      console.log(threads);`);
    expect(stdout).toBe('0\n20000\n20000\n2\n');
  });

  it('whose thread dies says so, judges the window itself and goes on with new threads', () => {
    const { status, stdout, stderr } = run(`${start}
      // Whatever ends a thread from outside: here the first to start, as soon as it has work.
      const on = Worker.prototype.postMessage;
      let first = true;
      Worker.prototype.postMessage = function (...given) {
        const sent = on.apply(this, given);
        if (first) void this.terminate();
        first = false;
        return sent;
      };
      await judge(); await judge(); await monitor.close();`);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^executor worker: a thread ended with code \d, unasked\n20000\n20000\n$/);
    expect(status).toBe(0);
  });
});
