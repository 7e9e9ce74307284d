import { describe, expect, it } from 'vitest';
import { detectionDelay, type DetectionDelayOptions } from '../../../src/judge/sequential/detection-delay.js';
import { sequentialMonitor } from '../../../src/judge/sequential/sequential-monitor.js';
import { shiryaevRoberts } from '../../../src/judge/concept-drift/shiryaev-roberts.js';
import { track } from '../../../src/judge/concept-drift/track.js';
import { seededRandom } from '../../../src/stats/random.js';

interface Mean {
  readonly rows: number;
  readonly error: number;
}

function meanOf(values: readonly number[]): Mean {
  const rows = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - rows) ** 2, 0) / (values.length - 1);
  return { rows, error: Math.sqrt(variance / values.length) };
}

/** Rows that whole monitors of ten columns took to see one of them move. */
function ofMonitors(change: { shift?: number; spread?: number }, tolerance: number, streams: number): Mean {
  const delays = Array.from({ length: streams }, (_, run) => {
    const random = seededRandom(`whole/${run}`);
    const table = (rows: number, { shift = 0, spread = 1 } = {}) =>
      Object.fromEntries(
        Array.from({ length: 10 }, (__, j) => [
          `x${j}`,
          Float64Array.from({ length: rows }, () => (j === 0 ? shift + spread * random.normal() : random.normal())),
        ]),
      );
    const monitor = sequentialMonitor(table(5_000), {
      rowsPerFalseAlarm: 50_000,
      tolerance,
      dependence: 'independent',
      seed: run,
    });
    monitor.observe(table(200));
    for (;;) {
      const [alarm] = monitor.observe(table(50, change));
      if (alarm && alarm.row >= 200) return alarm.row - 199;
    }
  });
  return meanOf(delays);
}

function ofDetectors(from: number, to: number, rowsPerFalseAlarm: number): Mean {
  return meanOf(
    Array.from({ length: 100 }, (_, seed) => {
      const random = seededRandom(`errors/${seed}`);
      const errors = track(
        shiryaevRoberts({ validation: { rows: 20_000, errors: 20_000 * from }, rowsPerFalseAlarm, seed }),
      );
      for (let row = 0; ; row++) {
        const { drift } = errors.observe({ error: random.uniform() < (row < 200 ? from : to) ? 1 : 0 });
        if (drift && row >= 200) return row - 199;
      }
    }),
  );
}

const alike = (one: Mean, other: Mean) => Math.abs(one.rows - other.rows) / Math.hypot(one.error, other.error);

describe('the delay to expect', () => {
  it.each([
    [{ shift: 0.5 }, 0],
    [{ shift: 0.5 }, 0.05],
    [{ shift: -0.5 }, 0.0025],
    [{ spread: 1.5 }, 0.0025],
  ])('of %j at tolerance %s is what whole monitors take', (change, tolerance) => {
    const options = { rowsPerFalseAlarm: 50_000, columns: 10, reference: 5_000, tolerance };
    const { rows, error, missed } = detectionDelay(change, options);
    expect(missed).toBe(0);
    expect(alike({ rows: rows!, error: error! }, ofMonitors(change, tolerance, 20))).toBeLessThan(3.5);
  });

  it.each([
    [0.1, 0.3, 10_000],
    [0.1, 0.2, 1_000],
  ])('of an error rate that goes from %s to %s is what shiryaevRoberts takes', (from, to, rowsPerFalseAlarm) => {
    const { rows, error } = detectionDelay({ from, to }, { rowsPerFalseAlarm });
    expect(alike({ rows: rows!, error: error! }, ofDetectors(from, to, rowsPerFalseAlarm))).toBeLessThan(3.5);
  });

  it.each([
    [{ shift: 0.2 }, 610],
    [{ shift: 0.5 }, 115],
    [{ spread: 1.3 }, 263],
    [{ spread: 0.8 }, 269],
  ])('of %j is the published one: %s rows', (change, published) => {
    const { rows } = detectionDelay(change, { rowsPerFalseAlarm: 50_000, columns: 10, reference: 5_000, tolerance: 0 });
    expect(Math.abs(rows! / published - 1)).toBeLessThan(0.2);
  });

  it('of a change that is within the tolerance, or too small for the time, is missed', () => {
    expect(detectionDelay({ shift: 0.2 }, { tolerance: 0.05, within: 2_000, streams: 10 })).toEqual({ missed: 1 });
    const { rows, missed } = detectionDelay({ shift: 0.2 }, { tolerance: 0, within: 600 });
    expect(missed).toBeGreaterThan(0.1);
    expect(missed).toBeLessThan(0.9);
    expect(rows).toBeLessThanOrEqual(600);
  });

  it('is longer for more columns, a smaller budget, dependent rows and a small reference', () => {
    const rowsOf = (options: DetectionDelayOptions) =>
      detectionDelay({ shift: 0.4 }, { within: 20_000, ...options }).rows!;
    const usual = rowsOf({});
    for (const options of [
      { columns: 50 },
      { rowsPerFalseAlarm: 1e7 },
      { inflation: 3 },
      { reference: 200 },
      { tolerance: 0.05 },
    ])
      expect(rowsOf(options), JSON.stringify(options)).toBeGreaterThan(1.1 * usual);
    expect(rowsOf({ seed: 1 })).not.toBe(usual);
    expect(rowsOf({})).toBe(usual);
  });

  it.each<[unknown, DetectionDelayOptions, RegExp]>([
    [{ shift: '1' }, {}, /change/],
    [{ spread: 0 }, {}, /change/],
    [{ from: 0.1 }, {}, /change/],
    [{ from: 0.1, to: 1 }, {}, /change/],
    [{ shift: 1 }, { rowsPerFalseAlarm: 0 }, /rowsPerFalseAlarm/],
    [{ shift: 1 }, { columns: 0 }, /columns/],
  ])('%j with %j is refused', (change, options, problem) => {
    expect(() => detectionDelay(change as never, options)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringMatching(problem) }),
    );
  });
});
