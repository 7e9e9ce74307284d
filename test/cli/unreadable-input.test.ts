import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { fileContents } from '../file-contents.js';
import { expectClearError } from './clear-error.js';
import { removeFolders } from './command-line.js';
import { asOrdinaryUser, ordinaryUser } from './ordinary-user.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

/** Makes a file bad; where its content could not be read any more, what makes it good again is returned. */
type Spoil = (here: Workspace, name: string) => (() => void) | undefined;
const mayNotBeRead: Spoil = (here, name) => {
  const path = here.path(name);
  const { mode } = statSync(path);
  chmodSync(path, 0);
  return () => chmodSync(path, mode);
};
const isFolder: Spoil = (here, name) => {
  renameSync(here.path(name), here.path(`${name}.before`));
  mkdirSync(here.path(name));
  return undefined;
};
const leadsNowhere: Spoil = (here, name) => {
  renameSync(here.path(name), here.path(`${name}.before`));
  symlinkSync('nowhere.csv', here.path(name));
  return undefined;
};
/** Changes the third line of a file. */
const thirdLine =
  (change: (line: string) => string): Spoil =>
  (here, name) => {
    const lines = here.read(name).split('\n');
    writeFileSync(here.path(name), lines.with(2, change(lines[2]!)).join('\n'), 'latin1');
    return undefined;
  };
const openQuote = thirdLine((line) => `"${line}`);
const latin1 = thirdLine((line) => line.replace(/[a-z]+/, 'größe'));

const both = (code: string) => ({ 'init-model': code, 'run-monitor': code });
const watching = (code: string) => ({ 'run-monitor': code });

/** File, what is wrong with it, and the code each command ends with. */
const cases: readonly (readonly [name: string, problem: string, Spoil, ends: Readonly<Record<string, string>>])[] = [
  ['config.yaml', 'may not be read', mayNotBeRead, both('FILE_UNREADABLE')],
  ['config.yaml', 'is a folder', isFolder, both('FILE_UNREADABLE')],
  ['config.yaml', 'has a quote that never closes', openQuote, both('CONFIG_INVALID')],
  ['config.yaml', 'is not UTF-8', latin1, both('CONFIG_INVALID')],
  ['data/train.csv', 'may not be read', mayNotBeRead, both('FILE_UNREADABLE')],
  ['data/train.csv', 'is a folder', isFolder, both('FILE_UNREADABLE')],
  ['data/train.csv', 'is a link that leads nowhere', leadsNowhere, both('REFERENCE_NOT_FOUND')],
  ['data/train.csv', 'has a quote that never closes', openQuote, both('CSV_QUOTE')],
  ['data/train.csv', 'is not UTF-8', latin1, both('CSV_ENCODING')],
  ['data/stream/stream_0003.csv', 'may not be read', mayNotBeRead, watching('FILE_UNREADABLE')],
  ['data/stream/stream_0003.csv', 'is a folder', isFolder, watching('FILE_UNREADABLE')],
  ['data/stream/stream_0003.csv', 'is a link that leads nowhere', leadsNowhere, watching('FILE_NOT_FOUND')],
  ['data/stream/stream_0003.csv', 'has a quote that never closes', openQuote, watching('CSV_QUOTE')],
  ['data/stream/stream_0003.csv', 'is not UTF-8', latin1, watching('CSV_ENCODING')],
  ['data/stream', 'may not be entered', mayNotBeRead, { ...watching('FILE_UNREADABLE'), doctor: 'FILE_UNREADABLE' }],
  ['data', 'may not be entered', mayNotBeRead, both('FILE_UNREADABLE')],
  ['models', 'may not be entered', mayNotBeRead, { ...both('FILE_UNREADABLE'), status: 'FILE_UNREADABLE' }],
  ['models/model_v1.json', 'may not be read', mayNotBeRead, watching('FILE_UNREADABLE')],
];

describe('a file that is there and cannot be read', () => {
  it.each(cases)(
    '%s %s: a line of cause, a line of remedy, nothing lost',
    { timeout: 600_000 },
    async (name, _, spoil, ends) => {
      const here = await workspace('name: shop\npreset: budget\ncolumns: {label: {role: label}}\n');
      expect((await here.run('init-model')).code).toBe(0);
      const whole = fileContents(here.folder);
      const repair = spoil(here, name);
      const before = repair ? whole : fileContents(here.folder);
      for (const [command, code] of Object.entries(ends)) {
        const outcome = await asOrdinaryUser(here.folder, () => here.run(command));
        // A run that met the bad file later has told and kept what it judged before.
        expect(outcome.out === '' || outcome.out.includes('2 windows judged')).toBe(true);
        expectClearError({ ...outcome, out: '' }, code);
        const said = here.plain(outcome.err).replaceAll(String(ordinaryUser()), '<uid>');
        expect(said).toMatchSnapshot(command);
      }
      repair?.();
      const after = fileContents(here.folder);
      for (const [file, content] of Object.entries(before)) expect(after[file] === content, file).toBe(true);
    },
  );

  it.skipIf(process.geteuid!() !== 0)(
    'of somebody else: the command opens it to the group of the one who runs, not to all',
    async () => {
      const here = await workspace('data: {reference: foreign/train.csv, stream: foreign/stream}\n');
      renameSync(here.path('data'), here.path('foreign'));
      chmodSync(here.path('foreign'), 0o755);
      chmodSync(here.path('foreign/train.csv'), 0o600);
      const { err } = await asOrdinaryUser(here.folder, () => here.run('init-model'));
      const file = here.path('foreign/train.csv');
      expect(err).toContain(
        `\nremedy: let the group in: sudo chgrp ${process.getegid!()} ${file} && sudo chmod g+r ${file}\n`,
      );
    },
  );

  it('another version that may not be read is warned of, and keeps nobody from training', async () => {
    const here = await workspace();
    expect((await here.run('init-model')).code).toBe(0);
    chmodSync(here.path('models/model_v1.json'), 0);
    const { code, out, err } = await asOrdinaryUser(here.folder, () => here.run('init-model'));
    expect([code, out]).toEqual([0, expect.stringContaining('version 2, trained on') as string]);
    expect(err).toBe(
      `warning: FILE_UNREADABLE: uid ${ordinaryUser()} may not read '${here.path('models/model_v1.json')}' (EACCES): it needs mode 0600\n`,
    );
  });
});
