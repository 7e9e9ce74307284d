import { describe, expect, it } from 'vitest';
import { published } from '../../scripts/pages/levels-page.js';
import { compare, ks } from '../../src/index.js';
import { modeRun, modeSizes, type ModeRun } from './reference-modes.js';

const nightly = process.env['NIGHTLY'] !== undefined;

/** At most a twentieth of the references is over, within three standard errors. */
function expectKept({ references, over, rate, reference, window }: ModeRun): void {
  const most = 0.05 * references + 3 * Math.sqrt(0.05 * 0.95 * references);
  expect(over, `${reference} / ${window}`).toBeLessThanOrEqual(most);
  expect(rate).toBeLessThanOrEqual(0.1);
}

describe('the budget under fixed-conditional', () => {
  it.each(modeSizes)('is kept by nineteen of twenty references, %d / %d', { timeout: 3_600_000 }, (...sizes) => {
    const run = modeRun('fixed-conditional', sizes, nightly ? 200 : 12);
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
