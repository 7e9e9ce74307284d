import { describe, expect, it } from 'vitest';
import { sequentialMonitor } from '../../../src/judge/sequential/sequential-monitor.js';
import { autoregressions, nullTable, type Dependence } from './null-streams.js';

const nightly = process.env['NIGHTLY'] !== undefined;
/** Which part of the nightly runs is done: `NIGHTLY=0.1` is a tenth. */
const part = nightly ? Number(process.env['NIGHTLY']) || 1 : 0;
const minutes = 60_000;

interface Summary {
  readonly runs: number;
  readonly mean: number;
  readonly variance: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly most: number;
}

function summary(counts: readonly number[]): Summary {
  const runs = counts.length;
  const mean = counts.reduce((a, b) => a + b, 0) / runs;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (runs - 1);
  return { runs, mean, variance, error: Math.sqrt(variance / runs), most: Math.max(...counts) };
}

const told = (what: string, { runs, mean, variance, error, most }: Summary) => {
  const figures = `mean ${mean.toFixed(3)} ± ${error.toFixed(3)}, variance/mean ${(variance / mean).toFixed(2)}, most ${most}`;
  if (nightly) process.stdout.write(`${what}: ${runs} runs, ${figures}\n`);
};

// Four false alarms are allowed in 4 N rows: N is 2,000, and 500 in the quick form.
const rowsPerFalseAlarm = nightly ? 2_000 : 500;

describe('without drift, where four false alarms are allowed', () => {
  const sizes = nightly ? [200, 2_000, 50_000] : [200, 2_000];
  const dependences: readonly Dependence[] = ['independent', 'correlated', 'nonlinear', 'copies'];
  const cells = sizes.flatMap((size) => dependences.map((dependence) => ({ size, dependence })));
  // 10,000 monitors, spread evenly over 3 numbers of columns, 3 sizes and 4 dependences.
  const runsOf = (d: number) => (nightly ? Math.max(2, Math.round((10_000 / 36) * part)) : d === 1 ? 7 : 1);

  it.each([1, 10, 100])(
    '%s column(s) keep that, whatever their distribution and dependence',
    (d) => {
      const counts: number[] = [];
      for (const { size, dependence } of nightly || d < 100 ? cells : cells.slice(0, 2))
        for (let run = 0; run < runsOf(d); run++) {
          const seed = `null/${d}/${size}/${dependence}/${run}`;
          // A single column has each distribution in turn.
          const only = d === 1 ? run % 7 : undefined;
          const reference = nullTable(size, d, dependence, `${seed}/reference`, only);
          const options = { rowsPerFalseAlarm, tolerance: 0, dependence: 'independent', seed } as const;
          const monitor = sequentialMonitor(reference, options);
          counts.push(monitor.observe(nullTable(4 * rowsPerFalseAlarm, d, dependence, seed, only)).length);
        }
      const figures = summary(counts);
      told(`null, ${d} columns`, figures);
      expect(figures.mean).toBeLessThanOrEqual(4 + 3 * figures.error);
      // Not by never alarming.
      expect(figures.mean).toBeGreaterThan(2);
      if (nightly) expect(figures.variance / figures.mean).toBeLessThanOrEqual(1.5);
    },
    120 * minutes,
  );
});

describe('columns whose rows depend on those before, where two false alarms are allowed', () => {
  const [d, rows] = nightly ? [10, 50_000] : [4, 5_000];

  it.each([0, 0.1, 0.3, 0.5, 0.8])(
    'keep that at ρ = %s',
    (rho) => {
      const counts: number[] = [];
      const runs = nightly ? Math.max(3, Math.round(100 * part)) : 2;
      for (const size of [1_000, 5_000])
        for (let run = 0; run < runs; run++) {
          const seed = `dependent/${rho}/${size}/${run}`;
          const reference = autoregressions(size, d, rho, `${seed}/reference`);
          const monitor = sequentialMonitor(reference, { rowsPerFalseAlarm: rows / 2, tolerance: 0, seed });
          counts.push(monitor.observe(autoregressions(rows, d, rho, seed)).length);
        }
      const figures = summary(counts);
      told(`dependent, ρ = ${rho}`, figures);
      expect(figures.mean).toBeLessThanOrEqual(2 + 3 * figures.error);
    },
    60 * minutes,
  );

  it('would alarm without end if that were not allowed for', () => {
    const options = { rowsPerFalseAlarm: 10_000, tolerance: 0, dependence: 'independent' } as const;
    const monitor = sequentialMonitor(autoregressions(2_000, 4, 0.5, 'reference'), options);
    expect(monitor.observe(autoregressions(5_000, 4, 0.5, 'rows')).length).toBeGreaterThan(5);
  });
});
