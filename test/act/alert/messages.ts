import type { AlertMessage } from '../../../src/contracts/alerter.js';
import type { MemoryClock } from '../../../src/ports/clock.js';

/** A message like those the Monitor makes. */
export function messageOf(more: Partial<AlertMessage> = {}): AlertMessage {
  const kind = more.kind ?? 'data-drift';
  const monitor = more.monitor ?? 'demo';
  return {
    key: `${monitor}/${kind}`,
    monitor,
    kind,
    transition: 'firing',
    severity: 'warning',
    sequence: 1,
    title: `${monitor}: ${kind} began: amount`,
    text: 'Window w1 (2,000 rows): 1 of 2 columns drifted.\n- amount (feature): psi 0.3\nNext: look.',
    window: { id: `w${more.sequence ?? 1}`, rows: 2_000 },
    since: 'w1',
    columns: [{ column: 'amount', role: 'feature', reason: 'change-beyond-tolerance', effect: 0.3, tolerance: 0.05 }],
    more: 0,
    nextStep: 'look.',
    at: 0,
    ...more,
  };
}

/** Lets everything run that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}

/** Moves the clock in small steps, and lets everything run that each of them wakes. */
export async function pass(clock: MemoryClock, ms: number, step = ms): Promise<void> {
  await settle();
  for (let gone = 0; gone < ms; gone += step) {
    await clock.advance(Math.min(step, ms - gone));
    await settle();
  }
}
