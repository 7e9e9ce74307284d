import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { published } from '../../scripts/pages/levels-page.js';
import { onCounts, onSamples } from './every-statistic.js';
import { builtIns, camelCase } from '../../src/config/names.js';
import { golden, relativeError } from './golden.js';
import { smallPair } from './golden-pairs.js';
import { kuiperTest } from '../../src/stats.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Where each classical test or distance has its file, its tests, and its row of golden values. */
const catalogue: Readonly<Record<string, readonly [file: string, test: string, key: string]>> = {
  hellinger: ['hellinger', 'distances', 'functions.hellinger'],
  totalVariation: ['total-variation', 'distances', 'functions.tvd'],
  lInfinity: ['l-infinity', 'distances', 'stat.categorical.abc_shift.nannyml.l_infinity'],
  cramersV: ['cramers-v', 'distances', 'functions.cramers_v'],
  jensenShannonDistance: ['jensen-shannon', 'distances', 'functions.js_dist_base2'],
  energyDistance: ['two-sample/energy', 'two-sample/distances', 'functions.energy'],
  wassersteinDistance: ['two-sample/wasserstein', 'two-sample/distances', 'functions.wasserstein'],
  ksTest: ['two-sample/ks-test', 'two-sample/ks-test', 'functions.ks_exact'],
  cramerVonMisesTest: ['two-sample/cramer-von-mises', 'two-sample/rank-tests', 'functions.cvm_exact'],
  andersonDarlingTest: ['two-sample/anderson-darling', 'two-sample/rank-tests', 'functions.ad_ksamp'],
  mannWhitneyTest: ['two-sample/mann-whitney', 'two-sample/rank-tests', 'functions.mwu'],
  welchTest: ['two-sample/welch', 'two-sample/rank-tests', 'stat.numeric.tiny_8_7.ttest_welch'],
  eppsSingletonTest: ['two-sample/epps-singleton', 'two-sample/rank-tests', 'functions.epps_singleton'],
  // D⁺ and D⁻ of the golden pair, whose sum it is.
  kuiperTest: ['two-sample/kuiper', 'two-sample/distances', 'functions.ks_greater'],
  chiSquareTest: ['two-sample/chi-square', 'two-sample/counts', 'functions.chi2_pearson'],
  gTest: ['two-sample/g-test', 'two-sample/counts', 'functions.chi2_log-likelihood'],
  fisherTest: ['two-sample/fisher', 'two-sample/counts', 'functions.fisher'],
};

/** Ours alone, or parts of these: on other pages, with tests of their own. */
const besides = new Set(
  `deciderTest psiTest populationStabilityIndex psiContributions poolCategories ksBinned deltaSquared balancedCramersV
  jensenShannonDivergence wassersteinFromCells`.split(/\s+/),
);

const { statistics, distances } = published();
const measured = new Set([
  ...statistics.rows.map(({ test }) => test),
  ...distances.rows.map(({ distance }) => distance),
]);
const sections = new Set([...read('docs/statistics.md').matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name!));

describe('every classical test and distance', () => {
  it('is in the list', () => {
    const all = [...Object.keys(onSamples), ...Object.keys(onCounts)].filter((name) => !besides.has(name));
    expect(Object.keys(catalogue).toSorted()).toEqual(all.toSorted());
  });

  it.each(Object.entries(catalogue))(
    '%s has a file, a test, golden values, a section of the page and a line of the calibration table',
    (name, [file, test, key]) => {
      expect(read(`src/stats/${file}.ts`)).toContain(`export function ${name}(`);
      expect(read(`test/stats/${test}.test.ts`)).toMatch(new RegExp(`\\b${name}\\b`));
      const [json, ...path] = key.split('.');
      const value = path.reduce((part, step) => (part as Record<string, unknown>)[step], golden(json!));
      expect(value, key).toBeDefined();
      expect([...sections]).toContain(name);
      expect([...measured]).toContain(name);
    },
  );

  it('is a test that decides for a column too, on the page of these', () => {
    const page = read('docs/tests.md');
    const own = [...builtIns.tests.keys()].map(camelCase);
    for (const name of Object.keys(catalogue)) {
      const decider = {
        ksTest: 'ks',
        jensenShannonDistance: 'jsDivergence',
        chiSquareTest: 'chiSquare',
        gTest: 'gTest',
      }[name];
      expect(own).toContain(decider ?? name.replace(/(Test|Distance)$/, ''));
    }
    for (const name of own) expect(page).toContain(`\`${name}\``);
  });

  it('has nothing left over in the page and in the table', () => {
    expect([...sections].filter((name) => !(name in catalogue))).toEqual([]);
    expect([...measured].filter((name) => !(name in catalogue) && !besides.has(name))).toEqual([]);
  });
});

it('kuiperTest of the golden pair is the sum of its golden one-sided distances', () => {
  const { x, y, ks_greater, ks_less } = smallPair();
  expect(relativeError(kuiperTest(x, y).statistic, ks_greater[0] + ks_less[0])).toBeLessThan(1e-12);
});

describe('what was measured', () => {
  it('says when, of which commit, from which seed, and in how many runs', () => {
    for (const [name, part] of Object.entries(published())) {
      expect(part.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(part.commit).toMatch(/^[0-9a-f]{7,}$/);
      // All rows of the tail share one stream of random numbers.
      expect(part.seed).toMatch(name === 'tail' ? /^tail$/ : /\{\w+\}/);
      for (const row of part.rows as readonly Record<string, unknown>[])
        expect(Number(row['windows'] ?? row['references'] ?? row['runs'])).toBeGreaterThan(0);
    }
    expect(JSON.parse(read('docs/calibration.json'))).toMatchObject({
      seed: expect.stringContaining('{run}'),
      episodes: { seed: expect.stringContaining('{stream}'), commit: expect.stringMatching(/^[0-9a-f]{7,}$/) },
    });
    expect(existsSync(new URL('docs/statistics.md', root))).toBe(true);
  });
});
