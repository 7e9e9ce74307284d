// PSI as scorecard builders and deepchecks 0.18 compute it: shares floored, not smoothed.
import { psi, shares } from './divergences.js';

/** PSI of counts whose shares are raised to a floor. */
export function flooredPsi(reference: readonly number[], window: readonly number[], floor: number): number {
  const raised = (counts: readonly number[]) => shares(counts).map((x) => Math.max(x, floor));
  return psi(raised(reference), raised(window));
}
