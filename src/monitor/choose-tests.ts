import type { ColumnKind } from '../contracts/column-profile.js';
import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import { budgetTests, thresholdTests } from './defaults/tests.js';
import type { ColumnPlan, JudgeSettings } from './plan.js';

const byKind = new WeakMap<JudgeSettings, Partial<Record<ColumnKind, readonly AnyDataDriftTest[]>>>();
const byPlan = new WeakMap<ColumnPlan, readonly AnyDataDriftTest[]>();

/** The tests of a column: its decider first, whose verdict counts within the budget. Made once per plan. */
export function testsOf(plan: ColumnPlan, settings: JudgeSettings): readonly AnyDataDriftTest[] {
  if (plan.test === undefined) return defaultsOf(plan.kind, settings);
  let tests = byPlan.get(plan);
  if (tests === undefined) {
    tests = besides(plan.test, defaultsOf(plan.kind, settings));
    byPlan.set(plan, tests);
  }
  return tests;
}

function defaultsOf(kind: ColumnKind, settings: JudgeSettings): readonly AnyDataDriftTest[] {
  let known = byKind.get(settings);
  if (known === undefined) byKind.set(settings, (known = {}));
  return (known[kind] ??= settings.preset.hasBudget ? budgetTests(kind) : thresholdTests(kind, settings.thresholds));
}

/** A decider that was given, and the default tests, which then only inform. */
function besides(given: AnyDataDriftTest, defaults: readonly AnyDataDriftTest[]): AnyDataDriftTest[] {
  const decider = withPresetThreshold(given, defaults);
  return [decider, ...defaults.filter((test) => test.name !== decider.name).map(informing)];
}

/**
 * Under fixed thresholds a test that is named has the threshold of the preset, unless it brings its own. It is that of the
 * preset itself, but where it needs more than that one: exact KS stays exact.
 */
function withPresetThreshold(test: AnyDataDriftTest, defaults: readonly AnyDataDriftTest[]): AnyDataDriftTest {
  if (test.threshold !== undefined) return test;
  const own = defaults.find(({ name, threshold }) => name === test.name && threshold !== undefined);
  if (own === undefined) return test;
  return test.needs?.some((need) => !own.needs?.includes(need)) ? { ...test, threshold: own.threshold! } : own;
}

/** Beside a chosen decider the default tests only inform. */
function informing(test: AnyDataDriftTest): AnyDataDriftTest {
  const { threshold: _, ...rest } = test;
  return rest;
}
