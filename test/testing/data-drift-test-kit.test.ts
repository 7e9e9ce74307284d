import * as core from 'driftsense';
import type { AnyDataDriftTest, DataDriftTest } from 'driftsense';
import { dataDriftTestKit } from 'driftsense/testing';
import { describe, expect, it } from 'vitest';
import { exportedParts } from './exported-parts.js';

const runner = { describe, it, expect };
const { psi, ks, jsDivergence, chiSquare, wasserstein, missingShare, unseenCategories, mannWhitney } = core;
const { hellinger, totalVariation, lInfinity, energy, cramerVonMises, andersonDarling } = core;
const { welch, gTest, fisher, cramersV, eppsSingleton, kuiper } = core;
const classical: (() => AnyDataDriftTest)[] = [
  hellinger,
  totalVariation,
  lInfinity,
  energy,
  cramerVonMises,
  andersonDarling,
  welch,
];
const alsoClassical: (() => AnyDataDriftTest)[] = [gTest, fisher, cramersV, eppsSingleton, kuiper];
const ofValues: (() => AnyDataDriftTest)[] = [
  psi,
  ks,
  jsDivergence,
  chiSquare,
  wasserstein,
  ...classical,
  ...alsoClassical,
];
// U of the reference sinks where the window has larger values.
const others: (() => AnyDataDriftTest)[] = [missingShare, unseenCategories, mannWhitney];
for (const make of [...ofValues, () => jsDivergence({ cells: 'range20', base: 'e' })]) dataDriftTestKit(make, runner);
for (const make of others) dataDriftTestKit(make, runner, { growsWithDrift: false });

it('every exported data-drift test has been through the kit', () => {
  const named = Object.entries(core).filter(([name]) => [...ofValues, ...others].some((make) => make().name === name));
  expect(named.map(([name]) => name).toSorted()).toEqual(exportedParts('compare', 'appliesTo'));
});

describe('dataDriftTestKit', () => {
  /** Runs the kit on a broken test and returns the names of the checks that fail. */
  function failures(broken: DataDriftTest): string[] {
    const failed: string[] = [];
    const record = (name: string, check: () => unknown) => {
      try {
        check();
      } catch {
        failed.push(name);
      }
    };
    dataDriftTestKit(() => broken, { describe: (_: string, body: () => void) => body(), it: record, expect });
    return failed;
  }
  const fine: DataDriftTest = {
    name: 'fine',
    appliesTo: ['numeric'],
    compare: (a, b) => ({ statistic: Math.abs((b.moments?.mean ?? 0) - (a.moments?.mean ?? 0)) }),
  };

  it('lets a sound test pass and catches each way of breaking the contract', () => {
    let calls = 0;
    expect(failures(fine)).toEqual([]);
    expect(failures({ ...fine, name: '' })).toHaveLength(1);
    expect(failures({ ...fine, compare: () => ({ statistic: Number.NaN }) }).length).toBeGreaterThan(1);
    expect(failures({ ...fine, compare: () => ({ statistic: ++calls }) }).join()).toContain('pure');
    expect(failures({ ...fine, compare: () => ({ statistic: 1 }) }).join()).toContain('more strongly');
    expect(
      failures({ ...fine, compare: (a, b) => ({ statistic: Math.abs(b.moments!.mean - a.moments!.mean) }) }).join(),
    ).toContain('degenerate');
  });
});
