import { jsDivergence, type DataDriftTest } from 'driftsense';
import { dataDriftTestKit } from 'driftsense/testing';
import { describe, expect, it } from 'vitest';
import { builtIns, camelCase } from '../../src/config/names.js';
import { exportedParts } from './exported-parts.js';

const runner = { describe, it, expect };
/** Of missing values and new categories, not of values; and U of the reference, which sinks where the window has larger ones. */
const others = new Set(['missingShare', 'unseenCategories', 'mannWhitney']);
for (const { make } of builtIns.tests.values())
  dataDriftTestKit(() => make(), runner, { growsWithDrift: !others.has(make().name) });
dataDriftTestKit(() => jsDivergence({ cells: 'range20', base: 'e' }), runner);

it('every exported data-drift test has been through the kit', () => {
  expect([...builtIns.tests.keys()].map(camelCase).toSorted()).toEqual(exportedParts('compare', 'appliesTo'));
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
