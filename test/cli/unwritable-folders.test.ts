import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileContents } from '../file-contents.js';
import { expectClearError } from './clear-error.js';
import { driftsense, folderWith, removeFolders } from './command-line.js';
import { asOrdinaryUser, ordinaryUser } from './ordinary-user.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

describe('folders that may not be written', () => {
  let here: Workspace;
  beforeAll(async () => {
    here = await workspace();
    // Everything a run loads is loaded before rights are given up.
    await here.run('init-model');
    await here.run('run-monitor');
  });

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
    const [path, uid] = [here.path(name), ordinaryUser()];
    const remedy =
      name === 'models'
        ? `give uid ${uid} all of '${path}': sudo chown -R ${uid} ${path} && sudo chmod -R u=rwX,go= ${path}`
        : `give uid ${uid} the directory '${path}' with mode 0700: sudo chown ${uid} ${path} && sudo chmod 700 ${path}`;
    expect(outcome.err).toBe(
      `error[FILE_UNWRITABLE]: uid ${uid} may not write in '${path}' (EACCES): it needs mode 0700\nremedy: ${remedy}\n`,
    );
    // As the page of the image shows it.
    const shown = outcome.err.replaceAll(path, name).replaceAll(String(uid), '10001');
    const page = readFileSync(new URL('../../examples/docker/README.md', import.meta.url), 'utf8');
    expect(page.includes(shown)).toBe(name === 'outputs');
    const after = fileContents(here.folder);
    for (const file of Object.keys(before)) if (!file.startsWith('logs/')) expect(after[file], file).toBe(before[file]);
  });

  it(
    'charts that cannot be written keep nothing else: the run ends whole, and says what to do',
    { timeout: 600_000 },
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

  describe.skipIf(process.geteuid!() !== 0)('of somebody else', () => {
    /** What a person would type. */
    const follow = (err: string): void => {
      const command = /^remedy: [^:]*: (.*)$/m.exec(err)![1]!;
      expect(command).toMatch(/^sudo chown .* && sudo chmod /);
      execFileSync('sh', ['-c', command.replaceAll('sudo ', '')]);
    };

    it.each([
      ['outputs', 'run-monitor', (path: string) => `outputs: {path: ${path}}\n`],
      ['logs', 'run-monitor', (path: string) => `logging: {path: ${path}}\n`],
      ['models', 'init-model', (path: string) => `registry: {path: ${path}}\n`],
    ])('%s: %s says whose it is not, and its remedy helps', async (kind, command, yaml) => {
      const name = `foreign-${kind}`;
      const there = await workspace(
        `${yaml(name)}columns: {label: {role: ${command === 'init-model' ? 'label' : 'ignore'}}}\n`,
      );
      mkdirSync(there.path(name), { mode: 0o755 });
      const outcome = await asOrdinaryUser(there.folder, () => there.run(command));
      expectClearError(outcome, 'FILE_UNWRITABLE');
      expect(outcome.err).toContain(
        `error[FILE_UNWRITABLE]: uid ${ordinaryUser()} may not write in '${there.path(name)}' (EACCES): it needs mode 0700\n`,
      );
      expect(readdirSync(there.path(name))).toEqual([]);
      follow(outcome.err);
      expect((await asOrdinaryUser(there.folder, () => there.run(command))).code).toBe(0);
    });

    it('models of another user, with versions in them: one remedy hands over all of it', async () => {
      const there = await workspace('registry: {path: foreign-models}\n');
      expect((await there.run('init-model')).code).toBe(0);
      for (const command of ['init-model', 'run-monitor', 'status', 'rollback']) {
        const outcome = await asOrdinaryUser(there.folder, () => there.run(command));
        expectClearError(outcome, 'FILE_UNREADABLE');
        expect(outcome.err).toContain(`uid ${ordinaryUser()} may not enter '${there.path('foreign-models')}`);
        expect(outcome.err).toContain('it needs mode 0700');
      }
      follow((await asOrdinaryUser(there.folder, () => there.run('run-monitor'))).err);
      for (const command of ['init-model', 'run-monitor', 'status', 'rollback'])
        expect((await asOrdinaryUser(there.folder, () => there.run(command))).err).toBe('');
    });

    it('data, where generate-data is to write', async () => {
      const folder = folderWith();
      const [data, parent] = [join(folder, 'foreign-data'), folder];
      mkdirSync(data, { mode: 0o755 });
      const make = () => asOrdinaryUser(parent, () => driftsense(['generate-data', '--out', data, '--rows', '100']));
      const outcome = await make();
      expectClearError(outcome, 'FILE_UNWRITABLE');
      expect(outcome.err).toContain(`uid ${ordinaryUser()} may not write in '${data}' (EACCES): it needs mode 0700\n`);
      expect(readdirSync(data)).toEqual([]);
      follow(outcome.err);
      expect((await make()).code).toBe(0);
    });
  });

  it('doctor says it before a run does', async () => {
    chmodSync(here.path('outputs'), 0o500);
    const { code, out } = await asOrdinaryUser(here.folder, () => here.run('doctor')).finally(() =>
      chmodSync(here.path('outputs'), 0o700),
    );
    expect(code).toBe(2);
    expect(out).toContain(`error   uid ${ordinaryUser()} may not write in '${here.path('outputs')}' (EACCES)`);
  });
});
