import { describe, expect, it } from 'vitest';
import {
  adwin,
  defineSchema,
  Monitor,
  profile,
  type ConceptDetector,
  type DataDriftTest,
  type MonitorOptions,
  type TestOutcome,
} from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const bad = [Number.NaN, Infinity, -Infinity];

function table(rows: number, seed: string) {
  const random = seededRandom(seed);
  const labels = Array.from({ length: rows }, () => (random.uniform() < 0.5 ? 'no' : 'yes'));
  return {
    amount: Array.from({ length: rows }, () => random.normal()),
    guess: labels.map((label) => (random.uniform() < 0.9 ? label : 'yes')),
    label: labels,
  };
}
const reference = table(2_000, 'reference');
const columns = { guess: { role: 'prediction' }, label: { role: 'label' } } as const;

/** Where in it a number is not finite. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => notFinite(part, `${path}.${key}`));
}

async function judged(options: Partial<MonitorOptions>) {
  const monitor = new Monitor({ reference, columns, ...options });
  const errors: string[] = [];
  monitor.on('error', ({ code }) => errors.push(code));
  const reports = [await monitor.process(table(500, 'one')), await monitor.process(table(500, 'two'))];
  await monitor.settled();
  return { monitor, reports, errors };
}

describe('a number that is not finite, put in at an inner edge', () => {
  const outcomes: [string, (x: number) => object][] = [
    ['statistic', (x) => ({ statistic: x })],
    ['pValue', (x) => ({ statistic: 1, pValue: x })],
    ['effect', (x) => ({ statistic: 1, effect: x })],
    ['value of an effect', (x) => ({ statistic: 1, effect: { value: x } })],
    ['interval of an effect', (x) => ({ statistic: 1, effect: { value: 1, interval: [0, x] } })],
    ['field of its own', (x) => ({ statistic: 1, bins: x })],
    ['field within a field', (x) => ({ statistic: 1, noChange: { pValue: 1, logPValue: x } })],
  ];
  it.each(outcomes.flatMap(([what, make]) => bad.map((x) => [what, x, make(x)] as const)))(
    'as the %s of a test, %d: the test has failed and says so, in finite JSON',
    async (_, __, outcome) => {
      const test: DataDriftTest = { name: 'odd', appliesTo: ['numeric'], compare: () => outcome as TestOutcome };
      const { reports } = await judged({ columns: { ...columns, amount: { test } } });
      for (const report of reports) {
        const amount = report.columns.find(({ column }) => column === 'amount')!;
        expect(amount.tests.find(({ test: name }) => name === 'odd')).toMatchObject({
          status: 'failed',
          error: { code: 'TEST_FAILED' },
        });
        expect(amount.verdict).toBe('undecided');
        expect(notFinite(report)).toEqual([]);
      }
    },
  );

  const updates: [string, (x: number) => object][] = [
    ['drift', (x) => ({ drift: x })],
    ['age', (x) => ({ drift: true, age: x })],
  ];
  it.each(updates.flatMap(([what, make]) => bad.map((x) => [what, x, make(x)] as const)))(
    'as the %s of a detector, %d: the detector has failed and says so, in finite JSON',
    async (_, __, update) => {
      const concept = {
        name: 'odd',
        input: 'error',
        initialState: () => ({}),
        update: () => update,
      } as unknown as ConceptDetector;
      const { monitor, reports, errors } = await judged({ concept });
      expect(errors).toContain('DETECTOR_FAILED');
      expect([...reports, monitor.toJSON()].flatMap((part) => notFinite(part))).toEqual([]);
    },
  );

  it.each(bad)('as the estimate of a detector, %d: it is left out, and no verdict comes of it', async (estimate) => {
    const concept: ConceptDetector = {
      name: 'odd',
      input: 'error',
      initialState: () => ({}),
      update: () => ({ drift: false, estimate }),
    };
    const { monitor, reports, errors } = await judged({ concept });
    expect(errors).toEqual([]);
    expect(reports[0]!.concept).toMatchObject({ detector: 'odd', drift: false });
    expect([...reports, monitor.toJSON()].flatMap((part) => notFinite(part))).toEqual([]);
  });

  it('in the state of a detector: the state is refused with its name', async () => {
    const concept: ConceptDetector<{ sum: number }> = {
      name: 'odd',
      input: 'error',
      initialState: () => ({ sum: 0 }),
      update: (state) => {
        state.sum = Number.NaN;
        return { drift: false };
      },
    };
    const { monitor } = await judged({ concept });
    expect(() => monitor.toJSON()).toThrow(expect.objectContaining({ code: 'STATE_NOT_JSON' }));
    expect(() => monitor.toJSON()).toThrow(/odd/);
  });

  it('in a profile, wherever a number stands: refused with its path, as a reference and as a window', async () => {
    const schema = defineSchema({ amount: 'numeric', guess: 'prediction', label: 'label' });
    const whole = profile(reference, { schema });
    const monitor = new Monitor({ reference: whole });
    const window = profile(table(500, 'window'), { on: whole });
    const paths = (value: unknown, path: string[] = []): string[][] =>
      typeof value === 'number'
        ? [path]
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([key, part]) => paths(part, [...path, key]))
          : [];
    const spoilt = <T>(given: T, path: string[]): T => {
      const copy = structuredClone(given);
      let at = copy as Record<string, unknown>;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1)!] = Number.NaN;
      return copy;
    };
    const some = (all: string[][]) => all.filter((_, i) => i % Math.ceil(all.length / 150) === 0);
    const kept: string[] = [];
    for (const path of some(paths(whole)))
      try {
        void new Monitor({ reference: spoilt(whole, path) });
        kept.push(`reference ${path.join('.')}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'PROFILE_INVALID' });
      }
    for (const path of some(paths(window)))
      await monitor.process(spoilt(window, path)).then(
        () => kept.push(`window ${path.join('.')}`),
        (error: unknown) => expect(error).toMatchObject({ code: 'PROFILE_INVALID' }),
      );
    expect(kept).toEqual([]);
  });

  it('none of these hides the others: the built-in detector and tests go on', async () => {
    const test: DataDriftTest = { name: 'odd', appliesTo: ['numeric'], compare: () => ({ statistic: Number.NaN }) };
    const { reports } = await judged({ concept: adwin(), columns: { ...columns, amount: { test } } });
    for (const report of reports) {
      expect(report.concept).toMatchObject({ detector: 'adwin', drift: false });
      expect(report.columns.find(({ column }) => column === 'guess')!.verdict).toBe('stable');
    }
  });
});
