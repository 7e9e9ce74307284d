import { expect, it } from 'vitest';
import { published } from '../../scripts/pages/levels-page.js';
import { sequentialMonitor } from '../../src/index.js';
import { presetRates } from '../calibration/preset-rates.js';
import { nullTable } from '../judge/sequential/null-streams.js';

// Row 33: any of KS, JS and PSI over ten features alarms in 38 to 49 of 100 windows without drift; the page on presets says so.
it('the fixed thresholds alarm on many windows of ten columns without drift, as documented, and the budget does not', () => {
  const { flagged } = presetRates(10, { references: 10, windows: 50 });
  const documented = published().presets.rows.find(({ features }) => features === 10)!;
  const share = documented.flagged.any / documented.windows;
  expect(share).toBeGreaterThan(0.3);
  expect(Math.abs(flagged.any / 50 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 50));
  expect(flagged.budget).toBeLessThanOrEqual(2);
});

// Row 29: ranks among a frozen reference spend thirty times the budget, since its chance errors are the same in every row.
it('ranks grow with the stream: a reference of 200 rows keeps the budget of alarms', () => {
  const runs = 40;
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const monitor = sequentialMonitor(nullTable(200, 1, 'independent', `reference ${run}`, 0), {
      rowsPerFalseAlarm: 500,
      tolerance: 0,
      dependence: 'independent',
    });
    alarms += monitor.observe(nullTable(2_000, 1, 'independent', `stream ${run}`, 0)).length;
  }
  expect(alarms / runs).toBeLessThanOrEqual(4 + 3 * Math.sqrt(4 / runs));
});
