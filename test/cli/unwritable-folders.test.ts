import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileContents } from '../file-contents.js';
import { expectClearError } from './clear-error.js';
import { removeFolders } from './command-line.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

/** A user other than root, by number: nobody. */
const nobody = 65_534;

/** Runs work with the rights of an ordinary user. Root may write anywhere, so it steps down for the time of the work. */
async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return work();
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    if (!name.split('/')[0]!.startsWith('foreign')) chownSync(join(folder, name), nobody, nobody);
  process.seteuid!(nobody);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

describe('folders that may not be written', () => {
  let here: Workspace;
  beforeAll(async () => {
    here = await workspace();
    // Everything a run loads is loaded before rights are given up.
    await here.run('init-model');
    await here.run('run-monitor');
  });
  const uid = () => (process.geteuid!() === 0 ? nobody : process.geteuid!());

  it.each([
    ['outputs', 'run-monitor'],
    ['logs', 'run-monitor'],
    ['models', 'init-model'],
  ])('%s read-only: %s names the directory, the uid and the mode needed', async (name, command) => {
    // A log that is there is appended to, whatever its folder allows.
    rmSync(here.path('logs/driftsense.ndjson'), { force: true });
    chmodSync(here.path(name), 0o500);
    const before = fileContents(here.folder);
    const outcome = await asOrdinaryUser(here.folder, () => here.run(command)).finally(() =>
      chmodSync(here.path(name), 0o700),
    );
    expectClearError(outcome, 'FILE_UNWRITABLE');
    expect(outcome.err).toBe(
      `error[FILE_UNWRITABLE]: uid ${uid()} may not write in '${here.path(name)}' (EACCES): it needs mode 0700\n` +
        `remedy: give uid ${uid()} the directory '${here.path(name)}' with mode 0700: sudo chown ${uid()} ${here.path(name)} && sudo chmod 700 ${here.path(name)}\n`,
    );
    const after = fileContents(here.folder);
    for (const file of Object.keys(before)) if (!file.startsWith('logs/')) expect(after[file], file).toBe(before[file]);
  });

  it(
    'charts that cannot be written keep nothing else: the run ends whole, and says what to do',
    { timeout: 60_000 },
    async () => {
      rmSync(here.path('outputs'), { recursive: true });
      mkdirSync(here.path('outputs'));
      writeFileSync(here.path('outputs/charts'), 'mine');
      for (const command of ['run-monitor', 'report']) {
        const outcome = await here.run(command);
        expect(outcome).toMatchObject({
          code: 2,
          err: expect.stringContaining("outputs/charts' is a file, not a directory") as string,
        });
        expect(outcome.err).toMatch(/\nremedy: mv .*charts\.kept, or choose another directory\n$/);
        expect(outcome.out).toContain('outputs/report.html');
        expect(outcome.out).toContain('outputs/flags.csv');
      }
      expect(readdirSync(here.path('outputs')).toSorted()).toEqual([
        'charts',
        'flags.csv',
        'report.html',
        'results.ndjson',
        'status.json',
      ]);
      expect((await here.run('status')).out).toContain('FILE_UNWRITABLE');
      rmSync(here.path('outputs/charts'));
      expect((await here.run('report')).code).toBe(0);
    },
  );

  it.skipIf(process.geteuid!() !== 0)('of somebody else: the same', async () => {
    for (const [name, key] of [
      ['foreign-outputs', 'outputs'],
      ['foreign-logs', 'logging'],
    ] as const) {
      const there = await workspace(`${key}: {path: ${name}}\ncolumns: {label: {role: ignore}}\n`);
      mkdirSync(there.path(name), { mode: 0o755 });
      const { code, err } = await asOrdinaryUser(there.folder, () => there.run('run-monitor'));
      expect(code).toBe(2);
      expect(err).toContain(`error[FILE_UNWRITABLE]: uid ${nobody} may not write in '${there.path(name)}' (EACCES)`);
      expect(err).toContain(
        `remedy: give uid ${nobody} the directory '${there.path(name)}' with mode 0700: sudo chown ${nobody} `,
      );
      expect(readdirSync(there.path(name))).toEqual([]);
    }
  });

  it('doctor says it before a run does', async () => {
    chmodSync(here.path('outputs'), 0o500);
    const { code, out } = await asOrdinaryUser(here.folder, () => here.run('doctor')).finally(() =>
      chmodSync(here.path('outputs'), 0o700),
    );
    expect(code).toBe(2);
    expect(out).toContain(`error   uid ${uid()} may not write in '${here.path('outputs')}' (EACCES)`);
  });
});
