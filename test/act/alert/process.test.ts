import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const source = (path: string) => JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href);

/** Runs a small program that has one alert in the outbox, whose alerter fails once and is tried again later, and gives how it ended. */
async function runProgram(end: string, backoffMs: number): Promise<{ readonly code: number; readonly stdout: string }> {
  const program = `
    import { createOutbox } from ${source('act/alert/deliver.ts')};
    import { systemClock } from ${source('ports/system-clock.ts')};
    import { silentLogger } from ${source('ports/logger.ts')};
    let n = 0;
    const send = async () => { n += 1; if (n === 1) throw new Error('once'); console.log('told'); };
    const limits = { backoffMs: ${backoffMs} };
    const outbox = createOutbox({ alerters: [{ name: 'a', send }], clock: systemClock, logger: silentLogger, random: () => 0.9, limits });
    outbox.enqueue({ key: 'm/schema', monitor: 'm', kind: 'schema', transition: 'firing', sequence: 1, title: '', text: '',
      window: { id: 'w', rows: 1 }, since: 'w', columns: [], more: 0, nextStep: '', at: 0 });
    ${end}
    console.log('end');`;
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const args = ['--import', `file://${tsx}`, '--input-type=module', '--eval', program];
  try {
    return { code: 0, stdout: (await promisify(execFile)(process.execPath, args)).stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

describe('a process with an alert waiting for its second attempt', () => {
  it('stays alive for whoever awaits settled() or close()', async () => {
    for (const end of ['await outbox.settled();', 'await outbox.close({ deadlineMs: 600_000 });'])
      expect(await runProgram(end, 200)).toEqual({ code: 0, stdout: 'told\nend\n' });
  });

  it('is not kept alive when nobody does', async () => {
    // So long that it has ended before, however slowly.
    expect(await runProgram('', 3_600_000)).toEqual({ code: 0, stdout: 'end\n' });
  });
});
