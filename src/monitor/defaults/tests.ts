import type { ColumnKind } from '../../contracts/column-profile.js';
import type { AnyDataDriftTest } from '../../contracts/data-drift-test.js';
import { chiSquareBy } from '../../judge/data-drift/chi-square-by.js';
import { jsDivergenceBy } from '../../judge/data-drift/js-divergence-by.js';
import { ksBy, onFineCells } from '../../judge/data-drift/ks-binned.js';
import { psiBy } from '../../judge/data-drift/psi-by.js';
import { wassersteinBy } from '../../judge/data-drift/wasserstein-by.js';
import type { FixedThresholds } from './presets.js';

/** Within the budget: the decider first, the others inform. */
export function budgetTests(kind: ColumnKind): AnyDataDriftTest[] {
  const divergence = jsDivergenceBy({ base: 2, cells: 'quantile' });
  return kind === 'numeric'
    ? [psiBy(), ksBy(undefined, onFineCells), divergence, wassersteinBy()]
    : [psiBy(), chiSquareBy(), divergence];
}

/** Fixed thresholds: every test that has one may flag; the others inform. */
export function thresholdTests(kind: ColumnKind, at: FixedThresholds): AnyDataDriftTest[] {
  const set = (threshold: number | null) => threshold ?? undefined;
  if (kind === 'categorical')
    return [chiSquareBy(set(at.chiSquare)), psiBy(), jsDivergenceBy({ base: 'e', cells: 'quantile' })];
  return [
    ksBy(set(at.ks), onFineCells),
    psiBy(set(at.psi)),
    jsDivergenceBy({ base: 'e', cells: 'range20', threshold: set(at.jsDivergence) }),
    wassersteinBy(),
  ];
}
