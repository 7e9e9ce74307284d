import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/ports/file-system.js';
import { type FileSystemFault, memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { acknowledgesBeforeLink, ignoresShortWrites, swallowsErrors } from './broken-file-systems.js';
import { dyingFileSystem } from './dying-file-system.js';
import { nightly, record } from './evidence.js';
import { withoutLinks } from '../store/without-links.js';
import { nothing, useStores, wrongs } from './registry-scenario.js';

type Wrap = (fs: FileSystem) => FileSystem;
const correct: Wrap = (fs) => fs;
const correctOnes: readonly (readonly [name: string, wrap: Wrap])[] = [
  ['in-memory', correct],
  ['in-memory-without-links', withoutLinks],
];

/** Dies once after every number of calls; what had been acknowledged must have survived. */
async function dieEverywhere(wrap: Wrap, until: (bad: number) => boolean = () => false) {
  let trials = 0;
  let acknowledged = 0;
  const bad: string[] = [];
  for (let allowed = 0, finished = false; !finished && !until(bad.length); allowed++) {
    const fs = memoryFileSystem();
    const dying = dyingFileSystem(fs, allowed);
    const told = nothing();
    finished = await Promise.race([useStores(wrap(dying), told).then(() => true), dying.died.then(() => false)]);
    trials++;
    acknowledged += told.versions.size;
    bad.push(...(await wrongs(fs, told)).map((what) => `dead after ${allowed} calls: ${what}`));
  }
  return { trials, acknowledged, bad };
}

/**
 * Fails every call in turn, once and from then on; afterwards the disk is repaired and everything is looked at. Outside the
 * nightly run the codes take turns.
 */
async function failEverywhere(
  wrap: Wrap,
  codes: readonly string[],
  until: (bad: number) => boolean = () => false,
  call: FileSystemFault['call'] = 'any',
) {
  let trials = 0;
  let acknowledged = 0;
  const bad: string[] = [];
  const seen = new Set<string>();
  for (const [shift] of (nightly ? codes : ['']).entries())
    for (const from of [false, true])
      for (let n = 1, calls = Infinity; n <= calls && !until(bad.length); n++) {
        const code = codes[(n + shift) % codes.length]!;
        const fs = memoryFileSystem();
        const fault: FileSystemFault = { call, n, code, from };
        fs.shortWrites(170);
        fs.fail(fault);
        const told = nothing();
        for (const error of await useStores(wrap(fs), told)) seen.add(error.code);
        calls = fs.calls.filter((one) => call === 'any' || one.call === call).length;
        fs.repair();
        trials++;
        acknowledged += told.versions.size;
        bad.push(...(await wrongs(fs, told)).map((what) => `${code} at call ${n}${from ? ' and on' : ''}: ${what}`));
      }
  return { trials, acknowledged, bad, seen };
}

describe('registry and checkpoints when the process dies at any call', () => {
  it.each(correctOnes)('keep all that was acknowledged (%s)', async (name, wrap) => {
    const { trials, acknowledged, bad } = await dieEverywhere(wrap);
    record({ id: 'REL-2', variant: name, trials, acknowledged, bad: bad.length });
    expect(bad).toEqual([]);
    expect(trials).toBeGreaterThan(100);
  });

  it('are caught when they acknowledge before the link (M4)', async () => {
    const { trials, bad } = await dieEverywhere(
      (fs) => acknowledgesBeforeLink(fs, 1),
      (found) => found > 0,
    );
    record({ id: 'REL-4', control: 'M4', trials, bad: bad.length });
    expect(bad.length).toBeGreaterThan(0);
    expect(trials).toBeLessThanOrEqual(50);
  });
});

describe('registry and checkpoints when the disk fails at any call', () => {
  it.each(correctOnes)('damage nothing, report a typed error and go on after the repair (%s)', async (name, wrap) => {
    const codes = ['ENOSPC', 'EIO', 'EDQUOT', 'EMFILE', 'EROFS', 'EFBIG', 'EACCES'];
    const { trials, acknowledged, bad, seen } = await failEverywhere(wrap, codes);
    record({ id: 'REL-5', variant: name, trials, acknowledged, bad: bad.length });
    expect(bad).toEqual([]);
    const expected = ['FILE_UNREADABLE', 'FILE_UNWRITABLE', 'IO_FAILED', 'IO_FULL'];
    expect(expected.filter((code) => !seen.has(code))).toEqual([]);
  });

  it('are caught when they do not write on after a short write (M5)', async () => {
    const { trials, bad } = await failEverywhere(ignoresShortWrites, ['ENOSPC'], (found) => found > 0);
    record({ id: 'REL-4', control: 'M5', trials, bad: bad.length });
    expect(bad.length).toBeGreaterThan(0);
    expect(trials).toBeLessThanOrEqual(5);
  });

  it('are caught when they take a failed write for a good one (M7)', async () => {
    // Any other call that fails says so, under this control as well.
    const { trials, bad } = await failEverywhere(swallowsErrors, ['EIO'], (found) => found > 0, 'write');
    record({ id: 'REL-4', control: 'M7', trials, bad: bad.length });
    expect(bad.length).toBeGreaterThan(0);
    expect(trials).toBeLessThanOrEqual(5);
  });
});
