import { defineSchema, Monitor, type ConceptDetector, type Row } from '../../../src/index.js';
import { seededRandom } from '../../../src/stats/random.js';
import { begin, option, roles, windows, withoutSettings, type Options } from '../a-life.js';
import type { OptionCase } from '../every-option.js';

const thresholds = (given: Options['thresholds'] = {}): Options => ({ preset: 'thresholds', thresholds: given });

/** A detector that says drift on every third row, and one that fails. */
const third: ConceptDetector<{ n: number }> = {
  name: 'third',
  input: 'error',
  initialState: () => ({ n: 0 }),
  update: (state) => ({ drift: ++state.n === 3 }),
};
export const failing: ConceptDetector<{ n: number }> = {
  ...third,
  name: 'failing',
  update: () => {
    throw new Error('broken');
  },
};
/** Categories beyond the cap: which are kept, and what that says of a window. */
const many = (n: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => ({ shop: `shop ${Math.floor(200 * random.uniform() ** 2)}` }));
};
const shops = async (options: Options) => {
  const monitor = new Monitor({ reference: many(3_000, 'shops'), ...options });
  return withoutSettings(await monitor.process(many(500, 'more shops')));
};

/** Rows whose neighbours are alike. */
const walks = (n: number, seed: string): Row[] => {
  const random = seededRandom(seed);
  let x = 0;
  return Array.from({ length: n }, () => ({ x: (x = 0.9 * x + random.normal()) }));
};
const walked = async (options: Options) =>
  withoutSettings(await new Monitor({ reference: walks(2_000, 'walk'), ...options }).process(walks(300, 'walk on')));

/** What a window is judged by. */
export const judging: Readonly<Record<string, OptionCase>> = {
  preset: option({ preset: 'budget' }, { preset: 'thresholds' }),
  'thresholds.ks': option(thresholds(), thresholds({ ks: 1e-30 })),
  'thresholds.jsDivergence': option(thresholds(), thresholds({ jsDivergence: 0.005 })),
  'thresholds.psi': option(thresholds(), thresholds({ psi: 0.01 })),
  'thresholds.chiSquare': option(thresholds(), thresholds({ chiSquare: 0.9 })),
  aggregate: option({ ...thresholds(), aggregate: 'any' }, { ...thresholds(), aggregate: 'majority' }),
  'aggregate.tests': option(
    { ...thresholds(), aggregate: { tests: 'any', features: 'any' } },
    { ...thresholds(), aggregate: { tests: 'majority', features: 'any' } },
  ),
  'aggregate.features': option(
    { ...thresholds(), aggregate: { tests: 'any', features: 'any' } },
    { ...thresholds(), aggregate: { tests: 'any', features: 'majority' } },
  ),
  schema: option(
    {},
    {
      columns: {},
      schema: defineSchema({
        at: 'timestamp',
        amount: 'categorical',
        age: 'numeric',
        channel: 'ignore',
        label: 'label',
        guess: 'prediction',
        score: 'score',
      }),
    },
  ),
  reference: option({}, { reference: windows[5]! }),
  referenceMode: option({}, { referenceMode: 'pooled' }),
  ordered: option({}, { ordered: false }, walked),
  referenceIsTrainingData: option({}, { referenceIsTrainingData: true }),
  columns: option({}, { columns: { ...roles, age: { enabled: false } } }),
  correction: option({ correction: 'none' }, { correction: 'by' }),
  concept: option({}, { concept: false }),
  conceptFallback: option({ concept: failing }, { concept: failing, conceptFallback: third }),
  refractoryRows: option({ concept: third, refractoryRows: 0 }, { concept: third, refractoryRows: 1_000 }),
  decisionThreshold: option({}, { decisionThreshold: 0.9 }, scored),
  positive: option({}, { positive: 'no' }, scored),
  maxCategories: option({}, { maxCategories: 20 }, shops),
  seed: option({ maxCategories: 20 }, { maxCategories: 20, seed: 7 }, shops),
};

/** What a model whose scores alone are known is found to have done. */
async function scored(options: Options) {
  const { monitor } = begin({ columns: { ...roles, guess: { role: 'ignore' } }, ...options });
  const { performance } = await monitor.process(windows[3]!);
  await monitor.close();
  return performance;
}
