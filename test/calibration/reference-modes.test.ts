import { describe, expect, it } from 'vitest';
import { published } from '../../scripts/pages/levels-page.js';
import { compare, ks } from '../../src/index.js';
import { autoregressive } from './populations.js';
import { flagged, modeRun, modeSizes, shifted, type ModeRun } from './reference-modes.js';

const nightly = process.env['NIGHTLY'] !== undefined;

/** At most a twentieth of the references is over, within three standard errors. */
function expectKept({ references, over, rate, reference, window }: ModeRun): void {
  const most = 0.05 * references + 3 * Math.sqrt(0.05 * 0.95 * references);
  expect(over, `${reference} / ${window}`).toBeLessThanOrEqual(most);
  expect(rate).toBeLessThanOrEqual(0.1);
}

describe('the budget under fixed-conditional', () => {
  it.each(modeSizes)('is kept by nineteen of twenty references, %d / %d', { timeout: 3_600_000 }, async (...sizes) => {
    const run = await modeRun('fixed-conditional', sizes, nightly ? 400 : 12);
    console.info(`${sizes.join(' / ')}: ${run.over} of ${run.references} over, worst ${run.worst}`);
    expectKept(run);
  });

  it('is so in the published table, at every size, where fixed keeps it on average alone', () => {
    const { rows } = published().modes;
    for (const sizes of modeSizes) {
      const of = (mode: ModeRun['mode']) =>
        rows.find((row) => row.mode === mode && row.reference === sizes[0] && row.window === sizes[1])!;
      expectKept(of('fixed-conditional'));
      expect(of('fixed-conditional').rate).toBeLessThan(of('fixed').rate);
      expect(of('fixed').rate).toBeLessThan(0.1);
    }
    // The window is larger than the reference: an unlucky one is far over.
    expect(rows.some(({ mode, over }) => mode === 'fixed' && over > 0)).toBe(true);
  });

  it('is said in the guarantee, with what it does not hold for', () => {
    const random = (n: number, from: number) => Array.from({ length: n }, (_, i) => Math.sin((from + i) ** 2));
    const reference = { x: random(2_000, 0), y: random(2_000, 5_000) };
    const window = { x: random(500, 9_000), y: random(500, 11_000) };
    const exact = ks({ exactKs: true });
    const options = { referenceMode: 'fixed-conditional', columns: { y: { test: exact } } } as const;
    const report = compare(reference, window, options);
    expect(report.guarantee.join('\n')).toContain('for at least 95 of 100 references');
    expect(report.guarantee.join('\n')).toMatch(/on average over references alone for data quality$/m);
    for (const { tests } of report.columns) expect(tests[0]!.method).toBe('reference-conditional');
    const own = { name: 'own', appliesTo: ['numeric'], compare: () => ({ statistic: 1, pValue: 0.5 }) } as const;
    const { guarantee } = compare(reference, window, { ...options, columns: { y: { test: own } } });
    expect(guarantee.join('\n')).toContain('on average over references alone for data quality, y');
  });

  it('does not go with fixed thresholds, which have no budget', () => {
    const reference = { x: Array.from({ length: 100 }, (_, i) => i) };
    expect(() => compare(reference, reference, { preset: 'thresholds', referenceMode: 'fixed-conditional' })).toThrow(
      "preset 'thresholds' has no budget",
    );
  });
});

describe('the budget under pooled', () => {
  const features = autoregressive(0, 10);
  const few = autoregressive(0, 5);
  /** Flagged windows of each of some monitors in a hundred windows without change, where one is allowed. */
  const lives = async (mode: ModeRun['mode'], monitors: number, [reference, window]: readonly [number, number]) => {
    const counts: number[] = [];
    for (let r = 0; r < monitors; r++) {
      const settings = { reference, window, windows: 100, per: 100, seed: `lives/${reference}/${window}/${r}` };
      counts.push((await flagged(mode, few, settings)).filter(Boolean).length);
    }
    return counts;
  };

  it.each(modeSizes)('is kept without change, %d / %d', { timeout: 3_600_000 }, async (...sizes) => {
    const counts = await lives('pooled', nightly ? 200 : 6, sizes);
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    console.info(`${sizes.join(' / ')}: ${mean} in a hundred windows on average, ${Math.max(...counts)} at most`);
    // Alarms are as good as independent: their number is as that of rare events.
    expect(mean).toBeLessThanOrEqual(1 + 3 / Math.sqrt(counts.length));
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });

  it(
    'ends the alarms of an unlucky reference once windows have joined it, where those of fixed go on',
    { timeout: 3_600_000 },
    async () => {
      // Of a hundred references the one that the simulation found to be the unluckiest.
      const settings = { reference: 1_000, window: 5_000, windows: 60, per: 100, seed: 'm43/1000/5000/84' };
      const [fixed, pooled] = [await flagged('fixed', features, settings), await flagged('pooled', features, settings)];
      const alarms = (flags: readonly boolean[]) => flags.filter(Boolean).length;
      console.info(`an unlucky reference: ${alarms(fixed)} of 60 windows under fixed, ${alarms(pooled)} under pooled`);
      expect(alarms(fixed)).toBeGreaterThan(20);
      expect(alarms(pooled)).toBeLessThanOrEqual(6);
      expect(alarms(pooled.slice(20))).toBeLessThanOrEqual(2);
    },
  );

  it('finds a change that comes at once, as often as fixed does', { timeout: 3_600_000 }, async () => {
    const changing = [shifted(features[0]!, 0.3), ...features.slice(1)];
    const found = async (mode: ModeRun['mode']) => {
      let windows = 0;
      for (let r = 0; r < 6; r++) {
        const settings = { reference: 5_000, window: 500, windows: 14, per: 100, seed: `changing/${r}` };
        const flags = await flagged(mode, changing, { ...settings, moves: (w) => w >= 10 });
        windows += flags.slice(10).filter(Boolean).length;
      }
      return windows;
    };
    const [fixed, pooled] = [await found('fixed'), await found('pooled')];
    console.info(
      `.3 standard deviations in one of ten columns: ${fixed} of 24 windows under fixed, ${pooled} under pooled`,
    );
    expect(pooled).toBeGreaterThanOrEqual(18);
    expect(pooled).toBeGreaterThanOrEqual(fixed - 3);
  });
});
