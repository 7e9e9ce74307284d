import { expectedFalseAlarms, memoryLogger, Monitor, type MonitorOptions, type WindowReport } from 'driftsense';
import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('small reference');
const rows = (n: number) => ({
  x: Float64Array.from({ length: n }, () => random.normal()),
  y: Float64Array.from({ length: n }, () => random.normal()),
});
const reference = rows(1_000);

function watched(options: Partial<MonitorOptions> = {}) {
  const monitor = new Monitor({ reference, ...options });
  const warnings: { readonly code: string; readonly message: string }[] = [];
  monitor.on('warning', (warning) => warnings.push(warning));
  return { monitor, small: () => warnings.filter(({ code }) => code === 'REFERENCE_SMALL') };
}

describe('a reference of less than five windows', () => {
  it('is warned of when the monitor is made, with the false alarms to expect', async () => {
    const { small } = watched({ window: { rows: 500 } });
    await vi.waitFor(() => expect(small()).toHaveLength(1), { timeout: 300_000 });
    const columns = Array.from({ length: 2 }, () => ({ kind: 'numeric', cells: 10, rows: 1_000 }) as const);
    const { atTolerance } = expectedFalseAlarms(columns, 500, { preset: 'budget', level: 0.009, tolerance: 0.05 });
    const [mean, oneInTwenty] = [atTolerance!.mean, atTolerance!.oneInTwenty].map(
      (share) => `${Number((100 * Number(share.toPrecision(2))).toFixed(2))} %`,
    );
    expect(small()[0]!.message).toMatch(/^windows of 500 rows, more than a fifth of the reference's 1,000: /);
    expect(small()[0]!.message).toContain(
      `with every column moved up to its tolerance ${mean} of windows on average, over ${oneInTwenty} for one monitor in twenty`,
    );
    expect(small()[0]!.message).toContain('Give a reference of 2,500 rows or more');
  });

  it('is warned of under fixed thresholds too, by the rates of those', async () => {
    const { small } = watched({ window: { rows: 500 }, preset: 'thresholds' });
    await vi.waitFor(() => expect(small()).toHaveLength(1), { timeout: 300_000 });
    const by = { preset: 'thresholds', ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05, features: 'any' };
    const columns = Array.from({ length: 2 }, () => ({ kind: 'numeric', cells: 10, rows: 1_000 }) as const);
    const { still } = expectedFalseAlarms(columns, 500, by as never);
    expect(still.mean).toBeGreaterThan(0.05);
    expect(small()[0]!.message).toContain(
      `False alarms to expect without drift: ${Number((100 * Number(still.mean.toPrecision(2))).toFixed(1))} % of windows on average`,
    );
    expect(small()[0]!.message).not.toContain('tolerance');
  });

  it('is warned of at the first such window where their size is not known before, once, and noted in every report', async () => {
    const { monitor, small } = watched({ window: 'file' });
    const at = await monitor.process(rows(200));
    expect(small()).toEqual([]);
    expect(at.notes.join()).not.toContain('REFERENCE_SMALL');
    const beyond = [await monitor.process(rows(201)), await monitor.process(rows(900))];
    expect(small()).toHaveLength(1);
    for (const report of beyond) expect(report.notes.join()).toContain('REFERENCE_SMALL: the window has');
  });

  it('has its false alarms computed with turns of the event loop in between', async () => {
    const { monitor } = watched({ window: 'file' });
    for (let window = 0; window < 4; window++) await monitor.process(rows(300)); // what computes is loaded, what judges is warm
    let turns = 0;
    let turning = setImmediate(function turn() {
      turns++;
      turning = setImmediate(turn);
    });
    await monitor.process(rows(900));
    clearImmediate(turning);
    expect(turns).toBeGreaterThan(3); // one where they are computed at once
  });

  it('leaves a window that is given up meanwhile unjudged', async () => {
    const { monitor } = watched({ window: 'file' });
    for (let window = 0; window < 4; window++) await monitor.process(rows(300), {}, {}); // all is loaded
    const stop = new AbortController();
    const judged = vi.fn<(report: WindowReport) => void>();
    monitor.on('window', judged);
    const given = monitor.process(rows(900), {}, { signal: stop.signal });
    const after = (turns: number): unknown => setImmediate(() => (turns > 1 ? after(turns - 1) : stop.abort()));
    after(3);
    await expect(given).rejects.toMatchObject({ code: 'ABORTED', message: 'the window was aborted' });
    expect(judged).not.toHaveBeenCalled();
    expect((await monitor.process(rows(900))).window.id).toBe('window-5');
  });

  it.each(['budget', 'thresholds'] as const)(
    'is noted in every report with the false alarms to expect of windows of its size, on average and for one monitor in twenty: %s',
    async (preset) => {
      const { monitor, small } = watched({ window: 'file', preset });
      const rates: string[] = [];
      for (const n of [600, 900, 600]) {
        const { notes } = await monitor.process(rows(n));
        const note = notes.find((text) => text.startsWith('REFERENCE_SMALL'));
        const found =
          /in a row\. (False alarms to expect without drift: .* of windows on average, over .* twenty)$/.exec(note!);
        rates.push(found![1]!);
      }
      expect(small()[0]!.message).toContain(`${rates[0]}. Give a reference`);
      expect(rates[2]).toBe(rates[0]);
      expect(rates[1]).not.toBe(rates[0]);
      const columns = Array.from({ length: 2 }, () => ({ kind: 'numeric', cells: 10, rows: 1_000 }) as const);
      const fixed = { preset, ks: 0.05, jsDivergence: 0.1, psi: 0.25, chiSquare: 0.05, features: 'any' } as const;
      const by = preset === 'budget' ? ({ preset, level: 0.009, tolerance: 0.05 } as const) : fixed;
      const expected = expectedFalseAlarms(columns, 900, by as never);
      const { mean, oneInTwenty } = expected.atTolerance ?? expected.still;
      const [usual, unlucky] = [mean, oneInTwenty].map((share) =>
        Number((100 * Number(share.toPrecision(2))).toFixed(2)),
      );
      expect(rates[1]).toContain(`${usual} % of windows on average, over ${unlucky} % for one monitor in twenty`);
    },
  );

  it('counts rows that waited over a restart: the note has the false alarms to expect of the whole window', async () => {
    const options = { reference, window: { rows: 300 } };
    const noteOf = async (restart: boolean) => {
      let monitor = new Monitor(options);
      const given = rows(300);
      for (let i = 0; i < 300; i++) {
        if (i === 150 && restart) monitor = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), options);
        monitor.observe({ x: given.x[i]!, y: given.y[i]! });
      }
      const reports: WindowReport[] = [];
      monitor.on('window', (report) => reports.push(report));
      await monitor.settled();
      return reports.flatMap(({ notes }) => notes.filter((note) => note.startsWith('REFERENCE_SMALL')));
    };
    const [note] = await noteOf(false);
    expect(note).toContain('the window has 300 rows');
    expect(note).toContain('for one monitor in twenty');
    expect(await noteOf(true)).toEqual([note]);
  });

  it('is warned of at the first window after somebody listens, where nobody did before', async () => {
    const monitor = new Monitor({ reference, window: { rows: 500 } });
    await monitor.process(rows(500));
    const heard: string[] = [];
    monitor.on('warning', ({ code }) => heard.push(code));
    await monitor.process(rows(500));
    await monitor.process(rows(500));
    expect(heard.filter((code) => code === 'REFERENCE_SMALL')).toHaveLength(1);
  });

  it('is warned of anew when it is another one', async () => {
    const { monitor, small } = watched({ window: 'file' });
    await monitor.process(rows(500));
    await monitor.rebaseline(rows(2_000), { reason: 'more rows' });
    await monitor.process(rows(400));
    expect(small()).toHaveLength(1);
    await monitor.process(rows(500));
    expect(small().map(({ message }) => /reference's ([\d,]+)/.exec(message)![1])).toEqual(['1,000', '2,000']);
  });

  it('is no matter for rows of the reference itself, and is logged where nobody listens', async () => {
    const own = watched({ window: 'file' });
    const report = await own.monitor.process({ x: reference.x.subarray(0, 500), y: reference.y.subarray(0, 500) });
    expect(report.window.inReference).toBe(true);
    expect(own.small()).toEqual([]);
    const logger = memoryLogger();
    await new Monitor({ reference, logger, window: 'file' }).process(rows(500));
    expect(logger.lines.filter(({ fields }) => 'code' in fields && fields.code === 'REFERENCE_SMALL')).toHaveLength(1);
  });
});
