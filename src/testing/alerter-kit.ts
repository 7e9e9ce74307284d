import type { Alerter, AlertMessage } from '../contracts/alerter.js';
import { messageOf } from '../errors.js';
import { deepFreeze } from '../freeze.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** Options of {@link alerterKit}. */
export interface AlerterKitOptions {
  /** Gives an alerter whose receiver fails. Its `send` has to reject: that is how the outbox knows. */
  readonly failing?: () => Alerter | Promise<Alerter>;
  /** Texts that no error of the failing alerter may hold, nor its inspection as JSON. */
  readonly secrets?: readonly string[];
}

const transitions = ['firing', 'reminder', 'resolved', 'superseded', 'notice'] as const;

/** A message as the Monitor makes it. */
const example: AlertMessage = deepFreeze({
  key: 'fraud/data-drift',
  monitor: 'fraud',
  kind: 'data-drift',
  transition: 'firing',
  severity: 'warning',
  sequence: 1,
  title: 'fraud: data drift began: amount',
  text: 'Window w12 (2,000 rows): 1 of 20 columns drifted.\n- amount (feature): a change beyond the tolerance. psi 0.31\nNext: look.',
  window: { id: 'w12', rows: 2_000 },
  since: 'w12',
  columns: [{ column: 'amount', role: 'feature', reason: 'change-beyond-tolerance', effect: 0.31, tolerance: 0.05 }],
  more: 0,
  modelVersion: 3,
  nextStep: 'look.',
  at: 1_760_000_000_000,
});

/** The least a message can hold, and texts as hostile data would bring them. */
const unusual: readonly AlertMessage[] = deepFreeze([
  { ...example, columns: [], text: '', title: '', nextStep: '' },
  {
    ...example,
    title: 'a\r\nBcc: x@evil.test',
    text: '<!channel> <https://evil.test|here> "quotes" \\ \u0000 \u202e \ud800',
  },
  { ...example, title: 'x'.repeat(5_000), text: 'y\n'.repeat(20_000), more: 10_000 },
]);

/**
 * Checks that an alerter keeps the contract, as tests of your own runner: it tells every kind of message once and
 * says so, takes hostile text, leaves the message alone, heeds its signal, and rejects when it could not tell.
 *
 * @param make - Gives an alerter that can send, anew each time; its receiver is yours to start and stop.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 *
 * @example
 * import { describe, expect, it } from 'vitest';
 * alerterKit(() => pager, { describe, it, expect });
 */
export function alerterKit(
  make: () => Alerter | Promise<Alerter>,
  runner: TestRunner,
  options: AlerterKitOptions = {},
): void {
  const { describe, it, expect } = runnerOf('alerterKit', make, runner);
  const { failing, secrets = [] } = options;
  const idempotencyKey = 'a'.repeat(64);
  const send = (alerter: Alerter, message: AlertMessage, signal: AbortSignal = new AbortController().signal) =>
    alerter.send(message, { signal, idempotencyKey });

  describe('alerter', () => {
    it('has a name, and a pace that is a number if it has one', async () => {
      const { name, minIntervalMs = 0, dryRun = false } = await make();
      expect(typeof name === 'string' && name.length > 0).toBe(true);
      expect(Number.isFinite(minIntervalMs) && minIntervalMs >= 0).toBe(true);
      expect(typeof dryRun).toBe('boolean');
    });

    for (const transition of transitions)
      it(`tells ${transition} and says whether it was sent`, async () => {
        const alerter = await make();
        const result = await send(alerter, deepFreeze({ ...example, transition }));
        expect([undefined, 'sent', 'dry-run'].includes(result?.delivery)).toBe(true);
        expect(result?.delivery === 'dry-run').toBe(alerter.dryRun === true);
      });

    it('takes the same message again, as after an answer that got lost', async () => {
      const alerter = await make();
      await send(alerter, example);
      await send(alerter, example);
    });

    it('takes empty, hostile and very long text', async () => {
      const alerter = await make();
      for (const message of unusual) await send(alerter, message);
    });

    it('changes nothing in the message it is given', async () => {
      const message = structuredClone(example);
      await send(await make(), message);
      expect(message).toEqual(example);
    });

    it('settles when its signal has fired already', async () => {
      const stopped = AbortSignal.abort(new Error('stopped'));
      const settled = send(await make(), example, stopped).then(
        () => 'settled',
        () => 'settled',
      );
      expect(await Promise.race([settled, patience()])).toBe('settled');
    });

    it('can be closed twice', async () => {
      const alerter = await make();
      await alerter.close?.();
      await alerter.close?.();
    });

    if (failing === undefined) return;
    it('rejects when its receiver fails, with an Error that holds no secret', async () => {
      const alerter = await failing();
      const error: unknown = await send(alerter, example).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error instanceof Error).toBe(true);
      const seen = [messageOf(error), (error as Error).stack ?? '', JSON.stringify(error), JSON.stringify(alerter)];
      expect(secrets.filter((secret) => seen.some((text) => text.includes(secret)))).toEqual([]);
    });
  });
}

/** Real seconds, because the kit knows nothing of the alerter's clock; an alerter that settles never waits for them. */
const patience = () =>
  new Promise<string>((resolve) => {
    const timer: unknown = setTimeout(() => resolve('still waiting after 5 s'), 5_000);
    (timer as { unref?: () => void }).unref?.();
  });
