import { describe, expect, it } from 'vitest';
import type { Alerter } from '../../src/contracts/alerter.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { fileCheckpoint } from '../../src/store/file-checkpoint.node.js';
import { expectedMessages, runToTheEnd, Sink, underAlertControl, type AlertControl } from './alert-scenario.js';
import { dyingFileSystem } from './dying-file-system.js';
import { nightly, record } from './evidence.js';

/**
 * Dies once after every number of steps - calls of the file system, and before and after each sending - and starts again
 * on what the disk holds.
 */
async function dieEverywhere(control: AlertControl, until: (bad: number) => boolean = () => false) {
  const bad: string[] = [];
  let trials = 0;
  let duplicates = 0;
  for (let allowed = 0, finished = false; !finished && !until(bad.length); allowed++) {
    const fs = memoryFileSystem();
    const dying = dyingFileSystem(fs, allowed);
    const sink = new Sink();
    const alerter: Alerter = {
      name: 'sink',
      async send(message, { idempotencyKey }) {
        await dying.stat('/'); // may be the last step before it is sent
        sink.receive(idempotencyKey, message);
        await dying.stat('/'); // may be the last before the sender knows
      },
    };
    const store = underAlertControl(fileCheckpoint('state', { fs: dying }), control);
    finished = await Promise.race([runToTheEnd(store, alerter).then(() => true), dying.died.then(() => false)]);
    if (!finished) {
      const again: Alerter = {
        name: 'sink',
        send: async (message, { idempotencyKey: key }) => sink.receive(key, message),
      };
      await runToTheEnd(underAlertControl(fileCheckpoint('state', { fs }), control), again);
    }
    trials++;
    duplicates += sink.duplicates;
    bad.push(...sink.wrongs(finished ? 0 : 1).map((what) => `dead after ${allowed} steps: ${what}`));
  }
  return { trials, duplicates, bad };
}

describe('alerts, when the process dies at any step (REL-10)', () => {
  it('are all told, in order, at most twice and then under the same key', async () => {
    const { trials, duplicates, bad } = await dieEverywhere('none');
    record({ id: 'REL-10', variant: 'dead at any step', trials, bad: bad.length, details: { duplicates } });
    expect(bad).toEqual([]);
    expect(trials).toBeGreaterThan(100);
    expect(duplicates).toBeGreaterThanOrEqual(expectedMessages.length); // each was caught between sending and its mark
  });

  it.each(['M11', 'M12'] as const)('are missed when what is saved does not hold them (%s)', async (control) => {
    const { trials, bad } = await dieEverywhere(control, (found) => found > 0);
    record({ id: 'REL-4', control, trials, bad: bad.length });
    expect(bad.length).toBeGreaterThan(0);
    expect(trials).toBeLessThanOrEqual(50);
  });
});

describe('alerts, when the disk fails at any call', () => {
  it('are all told once, whether it fails once or from then on', async () => {
    const codes = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EMFILE'];
    const bad: string[] = [];
    let trials = 0;
    let ended = 0;
    const brokenPart = new Set<number>();
    const healthy = memoryFileSystem();
    await runToTheEnd(fileCheckpoint('state', { fs: healthy }), { name: 'sink', send: async () => undefined });
    const calls = healthy.calls.length;
    for (const from of [false, true])
      for (let n = 1; n <= calls; n += nightly ? 1 : 3) {
        const code = codes[n % codes.length]!;
        const fs = memoryFileSystem();
        fs.fail({ call: 'any', n, code, from });
        const sink = new Sink();
        const alerter: Alerter = {
          name: 'sink',
          async send(message, { idempotencyKey }) {
            if (message.kind === 'broken-part') brokenPart.add(n); // the disk itself is news too
            else sink.receive(idempotencyKey, message);
          },
        };
        const run = () => runToTheEnd(fileCheckpoint('state', { fs }), alerter).then(() => ended++);
        // A state that cannot be read stops the run, and the last save may fail it: whoever runs it starts it again.
        await run().catch(() => undefined);
        fs.repair();
        await run();
        trials++;
        bad.push(...sink.wrongs(1).map((what) => `${code} at call ${n}${from ? ' and on' : ''}: ${what}`));
      }
    record({ id: 'REL-5', variant: 'alerts', trials, bad: bad.length });
    expect(bad).toEqual([]);
    expect(ended).toBeGreaterThan(trials); // most runs came to their end in spite of it
    expect(brokenPart.size).toBeGreaterThan(trials / 4);
  });
});
