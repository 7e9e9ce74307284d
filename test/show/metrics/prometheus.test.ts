import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { memoryAlerter, Monitor, prometheus, slack, type PrometheusMetrics } from '../../../src/index.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { rowsOf } from '../../monitor/loop.js';

const hostile = [
  'new\nline',
  'quo"te',
  'back\\slash',
  'tab\t\u0000\u001b[31m',
  '{a="b"}',
  'ünïcode 漢字',
  '\ud800',
  'x'.repeat(500),
];

async function watched(names: readonly string[]) {
  const rename = (rows: Iterable<object>) =>
    [...rows].map((row) => Object.fromEntries(names.map((name, i) => [name, Object.values(row)[i % 3] as unknown])));
  const monitor = new Monitor({
    name: 'fraud "one"\n',
    reference: rename(rowsOf(1_000, 'reference')),
    clock: memoryClock(),
    alerters: [memoryAlerter()],
  });
  const metrics = prometheus(monitor);
  for (const [i, shift] of [0, 1.5, 1.5].entries())
    await monitor.process(rename(rowsOf(300, `window ${i}`, { shift })), { id: `w${i}` });
  await monitor.settled();
  return metrics;
}

/** The grammar of a sample line: name, labels with escaped values, number. */
const sample =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*)?\})? -?[0-9.e+-]+$/;

describe('metrics for Prometheus', () => {
  it('count windows by verdict and hold the newest effect of each column', async () => {
    const text = (await watched(['amount', 'age', 'channel'])).text();
    expect(text).toContain('driftsense_windows_total{monitor="fraud \\"one\\"\\n",verdict="drift"} 2\n');
    expect(text).toContain('driftsense_rows_total{monitor="fraud \\"one\\"\\n"} 900\n');
    expect(text).toMatch(/driftsense_column_drift\{monitor="fraud \\"one\\"\\n",column="amount"\} 1\n/);
    expect(text).toMatch(/driftsense_column_effect\{.*column="amount",test="psi"\} [1-9]/);
    expect(text).toMatch(/driftsense_messages_total\{.*kind="data-drift",transition="firing"\} 1\n/);
    expect(text).toMatch(/driftsense_alerts_total\{.*channel="memory",outcome="sent"\} 1\n/);
  });

  it('count what became of alerts: sent, a dry run, failed', async () => {
    const clock = memoryClock();
    const monitor = new Monitor({
      reference: rowsOf(1_000, 'reference'),
      clock,
      alerters: [slack({ dryRun: true }), { name: 'broken', send: () => Promise.reject(new Error('no')) }],
    });
    const metrics = prometheus(monitor);
    await monitor.process(rowsOf(300, 'moved', { shift: 1.5 }));
    await vi.waitFor(
      async () => {
        await clock.advance(60_000);
        const text = metrics.text();
        expect(text).toMatch(/driftsense_alerts_total\{monitor="default",channel="slack",outcome="dry_run"\} 1\n/);
        expect(text).toMatch(/driftsense_alerts_total\{monitor="default",channel="broken",outcome="\w+"\} \d/);
      },
      { timeout: 300_000 },
    );
    expect(metrics.text()).not.toContain('outcome="sent"');
  });

  it('follow the grammar whatever names the data bring', async () => {
    const lines = (await watched(hostile)).text().split('\n').slice(0, -1);
    const samples = lines.filter((line) => !line.startsWith('# '));
    expect(samples.length).toBeGreaterThan(20);
    expect(samples.filter((line) => !sample.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('# ') && !/^# (HELP|TYPE) driftsense_/.test(line))).toEqual([]);
  });

  it('are there from the start where an increase from nothing is news, and name monitors apart', () => {
    const reference = rowsOf(1_000, 'reference');
    const [a, b, c] = ['a', 'b', 'a'].map((name) => new Monitor({ name, reference }));
    const text = prometheus(a!, b!).text();
    for (const series of [
      'driftsense_windows_total{monitor="b",verdict="drift"} 0',
      'driftsense_rows_total{monitor="a"} 0',
      'driftsense_promotions_total{monitor="a"} 0',
      'driftsense_rollbacks_total{monitor="b"} 0',
    ])
      expect(text).toContain(`${series}\n`);
    expect(() => prometheus(a!, b!, c!)).toThrow("prometheus: two monitors are called 'a'");
  });

  it('hold nothing of a column that the newest window says nothing of, and their room is free again', () => {
    const told = new Map<string, ((payload: unknown) => void)[]>();
    const source = (name: string) => ({
      name,
      on: (event: string, listener: (payload: never) => void) =>
        void told.set(`${name} ${event}`, [...(told.get(`${name} ${event}`) ?? []), listener as never]),
    });
    const metrics = prometheus(source('a'), source('b'));
    const judge = (name: string, columns: Readonly<Record<string, number | undefined>>, modelVersion?: number) => {
      const report = {
        verdict: 'stable',
        window: { rows: 10 },
        modelVersion,
        columns: Object.entries(columns).map(([column, value]) => ({
          column,
          verdict: value === undefined ? 'insufficient' : 'stable',
          decider: 'psi',
          tests: value === undefined ? [] : [{ test: 'psi', effect: { value } }],
        })),
        quality: Object.keys(columns).map((column) => ({ column, kind: 'missing', share: 0.5 })),
      };
      for (const listener of told.get(`${name} window`)!) listener(report);
    };
    const series = (family: string) =>
      [...metrics.text().matchAll(new RegExp(`^driftsense_${family}\\{(.*)\\} (.*)$`, 'gm'))]
        .map(([, labels, value]) => `${labels!.replaceAll(/monitor=|column=|,test="psi"|"/g, '')} ${value}`)
        .toSorted();
    judge('a', { x: 0.1, y: 0.2 }, 3);
    judge('b', { x: 0.3 });
    judge('a', { x: 0.4, y: undefined });
    expect(series('column_effect')).toEqual(['a,x 0.4', 'b,x 0.3']);
    expect(series('column_drift')).toEqual(['a,x 0', 'a,y 0', 'b,x 0']);
    judge('a', { z: undefined });
    expect(series('column_effect')).toEqual(['b,x 0.3']);
    expect(series('column_drift')).toEqual(['a,z 0', 'b,x 0']);
    expect(series('missing_share')).toEqual(['a,z 0.5', 'b,x 0.5']);
    expect(series('model_version')).toEqual([]);
    expect(metrics.text()).not.toContain('# HELP driftsense_model_version');
    expect(series('windows_total')).toEqual([
      'a,verdict=drift 0',
      'a,verdict=stable 3',
      'b,verdict=drift 0',
      'b,verdict=stable 1',
    ]);
    for (let i = 0; i < 5; i++)
      judge('a', Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`${i} ${k}`, 1] as const)));
    expect(metrics.text()).toContain('driftsense_metric_overflow_total 0\n');
  });

  it('stop at a thousand series, and count what is left out', async () => {
    const listeners: ((report: unknown) => void)[] = [];
    const source = {
      name: 'wide',
      on: (event: string, listener: (payload: never) => void) =>
        void (event === 'window' && listeners.push(listener as never)),
    };
    const metrics = prometheus(source);
    const columns = Array.from({ length: 3_000 }, (_, i) => ({
      column: `c${i}`,
      verdict: 'stable',
      tests: [],
      decider: 'psi',
    }));
    for (const listener of listeners) listener({ verdict: 'stable', window: { rows: 10 }, columns, quality: [] });
    const lines = metrics
      .text()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toBe('driftsense_metric_overflow_total 2007');
  });
});

const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool)
  console.warn('SKIPPED: no promtool here (Debian: prometheus); the metrics are not shown to Prometheus itself');

describe.skipIf(!promtool)('the checker of Prometheus itself', () => {
  const pages: Readonly<Record<string, () => Promise<PrometheusMetrics> | PrometheusMetrics>> = {
    'no monitor': () => prometheus(),
    'a monitor without data': () => prometheus(new Monitor({ reference: rowsOf(1_000, 'reference') })),
    'hostile names': () => watched(hostile),
    async 'many monitors'() {
      const reference = rowsOf(1_000, 'reference');
      const monitors = Array.from({ length: 20 }, (_, k) => new Monitor({ name: `monitor ${k}`, reference }));
      const metrics = prometheus(...monitors);
      for (const monitor of monitors) await monitor.process(rowsOf(100, monitor.name, { shift: 1 }));
      return metrics;
    },
    'numbers at their ends'() {
      const listeners = new Map<string, (payload: never) => void>();
      const metrics = prometheus({ name: 'ends', on: (event, listener) => void listeners.set(event, listener) });
      const values = [Number.NaN, Infinity, -Infinity, 1e-320, 1e21, -0];
      const ends = Object.fromEntries(values.map((value, k) => [`metric ${k}`, { value }]));
      listeners.get('performance')!({ metrics: ends, maturity: 1 } as never);
      return metrics;
    },
  };

  it.each(Object.keys(pages))('has nothing to say of %s, and no series is there twice', async (name) => {
    const text = (await pages[name]!()).text();
    expect(execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
    const series = text
      .split('\n')
      .flatMap((line) => (/^[^#]/.test(line) ? [line.slice(0, line.lastIndexOf(' '))] : []));
    expect(series.length).toBeGreaterThan(0);
    expect(series.filter((one, k) => series.indexOf(one) < k)).toEqual([]);
  });
});
