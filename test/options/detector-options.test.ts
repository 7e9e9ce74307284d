import { describe, expect, it } from 'vitest';
import { builtIns, camelCase } from '../../src/config/names.js';
import { shiryaevRoberts, type ConceptDetector } from '../../src/index.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { everyOption } from './every-option.js';

type Settings = Readonly<Record<string, unknown>>;

/** Two changes for the worse, of which one is small, and one for the better. */
const stream = bernoulliStream({
  rows: 3_000,
  rate: 0.1,
  changes: [
    { at: 700, rate: 0.6 },
    { at: 1_300, rate: 0.75 },
    { at: 2_000, rate: 0.1 },
  ],
  seed: 4,
});

/** When it warned, alarmed and told of a change for the better. */
function answers(detector: ConceptDetector): string[] {
  const run = startRun(detector);
  return [...stream].flatMap((x, row) => {
    const { drift, warning, improvement } = stepRun(detector, run, x);
    return drift || warning || improvement ? [`${row} ${drift} ${warning} ${improvement}`] : [];
  });
}

/** Another value than the default, per option; settings that stay the same in both are under `with`. */
const cases: Readonly<
  Record<string, Readonly<Record<string, { value: unknown; default?: unknown; with?: Settings }>>>
> = {
  adwin: {
    delta: { value: 1e-9 },
    clock: { value: 1 },
    maxBuckets: { value: 1, with: { clock: 1 } },
    minWindowLength: { value: 100 },
    gracePeriod: { value: 1_000 },
    direction: { value: 'increase' },
  },
  ddm: {
    warmStart: { value: 900 },
    warningThreshold: { value: 1 },
    driftThreshold: { value: 5 },
    direction: { value: 'both' },
  },
  pageHinkley: {
    minInstances: { value: 900 },
    delta: { value: 0.3 },
    threshold: { value: 20 },
    alpha: { value: 0.99, with: { threshold: 10 } },
    direction: { value: 'increase' },
  },
  kswin: {
    alpha: { value: 0.01, with: { windowSize: 600, statSize: 200 } },
    windowSize: { value: 900, default: 600, with: { statSize: 200 } },
    statSize: { value: 250, default: 200, with: { windowSize: 600 } },
    seed: { value: 9, with: { windowSize: 600, statSize: 200, alpha: 0.01 } },
    sample: {
      value: (older: readonly number[], n: number) => older.slice(0, n),
      with: { windowSize: 600, statSize: 200 },
    },
    direction: { value: 'increase', with: { windowSize: 600, statSize: 200 } },
  },
  cusum: {
    minInstances: { value: 900 },
    delta: { value: 0.3 },
    threshold: { value: 20 },
    direction: { value: 'both' },
  },
  ecdd: {
    lambda: { value: 0.05 },
    averageRunLength: { value: 100 },
    warmStart: { value: 900 },
    direction: { value: 'both' },
  },
  eddm: {
    warmStart: { value: 300 },
    alpha: { value: 0.99 },
    beta: { value: 0.5 },
    direction: { value: 'both' },
  },
  fhddm: {
    windowSize: { value: 300 },
    confidence: { value: 0.1 },
    shortWindowSize: { value: 20 },
    direction: { value: 'both' },
  },
  geometricMovingAverage: {
    minInstances: { value: 900, with: { threshold: 0.2 } },
    alpha: { value: 0.9, with: { threshold: 0.2 } },
    threshold: { value: 0.2 },
    direction: { value: 'both', with: { threshold: 0.2 } },
  },
  hddmA: {
    driftConfidence: { value: 1e-9 },
    warningConfidence: { value: 0.2 },
    direction: { value: 'both' },
  },
  hddmW: {
    driftConfidence: { value: 1e-9 },
    warningConfidence: { value: 0.2 },
    lambda: { value: 0.01 },
    direction: { value: 'both' },
  },
  rddm: {
    warmStart: { value: 900 },
    warningThreshold: { value: 1 },
    driftThreshold: { value: 5 },
    maxConcept: { value: 400, with: { minStable: 100 } },
    minStable: { value: 300, default: 100, with: { maxConcept: 400 } },
    warnLimit: { value: 20 },
    direction: { value: 'both' },
  },
  shiryaevRoberts: {
    rowsPerFalseAlarm: { value: 100 },
    // A tenth and a fifth of rows in error, both above the least rate that is bet on, so that nothing but the rows differs.
    'validation.rows': { value: { rows: 4_000, errors: 400 }, default: { rows: 2_000, errors: 400 } },
    'validation.errors': { value: { rows: 2_000, errors: 900 }, default: { rows: 2_000, errors: 20 } },
    limit: { value: 0.5 },
    mode: { value: 'adaptive', with: { validation: { rows: 1_000, errors: 100 } } },
    direction: { value: 'both' },
    seed: { value: 1 },
  },
  stepd: {
    windowSize: { value: 100 },
    alphaDrift: { value: 1e-9 },
    alphaWarning: { value: 0.5 },
    direction: { value: 'both' },
  },
};

describe('the built-in detectors', () => {
  it('each has cases', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...builtIns.detectors.keys()].map(camelCase).toSorted());
  });
});

describe('validation rows of shiryaevRoberts', () => {
  it.each([0, 1, 2])('say by their number alone which error rate was usual, seed %d', (seed) => {
    const firstDrift = (rows: number) => {
      const detector = shiryaevRoberts({ validation: { rows, errors: 400 }, seed });
      const first = answers(detector).find((answer) => answer.split(' ')[1] === 'true');
      return Number(first!.split(' ')[0]);
    };
    // The stream errs at .1 until row 700: .02 is too little for that at once, and .4 takes longer to beat than .2 or .1.
    const [fiftieth, tenth, fifth, twoFifths] = [20_000, 4_000, 2_000, 1_000].map(firstDrift);
    expect(fiftieth).toBeLessThan(700);
    expect(tenth).toBeGreaterThan(700);
    expect(fifth).toBeGreaterThan(tenth!);
    expect(twoFifths).toBeGreaterThan(fifth!);
  });
});

for (const [name, { make, options }] of builtIns.detectors) {
  const own = cases[camelCase(name)] ?? {};
  everyOption(
    camelCase(name),
    options!,
    Object.fromEntries(
      Object.entries(own).map(([path, { value, default: usual, with: both = {} }]) => {
        const key = path.split('.')[0]!;
        return [
          path,
          {
            one: usual === undefined ? both : { ...both, [key]: usual },
            other: { ...both, [key]: value },
            observe: (settings: Settings) => answers(make(settings)),
          },
        ];
      }),
    ),
  );
}
