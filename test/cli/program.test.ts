import { afterAll, describe, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { driftsense, folderWith, removeFolders } from './command-line.js';

afterAll(removeFolders);

const commands = [
  'init',
  'doctor',
  'generate-data',
  'init-model',
  'run-monitor',
  'check',
  'report',
  'status',
  'rollback',
] as const;
const configured = commands.filter((name) => !['init', 'generate-data'].includes(name));

describe('driftsense', () => {
  it('lists its commands on --help, and its version', async () => {
    const help = await driftsense(['--help']);
    expect(help.code).toBe(0);
    for (const name of commands) expect(help.out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await driftsense(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  it('without a command shows its help as an error, and prints no result', async () => {
    const { code, out, err } = await driftsense([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: driftsense');
  });

  it.each(commands)('%s explains itself on --help, with every flag that all have', async (name) => {
    const { code, out, err } = await driftsense([name, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: driftsense ${name}`);
    for (const flag of ['--json', '--debug', '--help']) expect(out).toContain(flag);
    if ((configured as readonly string[]).includes(name))
      for (const flag of ['--config', '--print-config']) expect(out).toContain(flag);
  });

  it.each([
    [['run-monitr'], "unknown command 'run-monitr'; did you mean 'run-monitor'?", 'driftsense --help'],
    [['chek', 'a', 'b'], "unknown command 'chek'; did you mean 'check'?", 'driftsense --help'],
    [['frobnicate'], "unknown command 'frobnicate'", 'driftsense --help'],
    [['status', '--jsno'], "unknown option '--jsno'; did you mean '--json'?", 'driftsense status --help'],
    [
      ['run-monitor', '--print-confg'],
      "unknown option '--print-confg'; did you mean '--print-config'?",
      'driftsense run-monitor --help',
    ],
    [
      ['check', 'a', 'b', '--delimeter', ';'],
      "unknown option '--delimeter'; did you mean '--delimiter'?",
      'driftsense check --help',
    ],
    [['status', '--config'], "option '-c, --config <file>' argument missing", 'driftsense status --help'],
    [
      ['generate-data', '--days', '3.5'],
      "option '--days <number>' argument '3.5': expected a whole number",
      'driftsense generate-data --help',
    ],
    [
      ['generate-data', '--seed', '1e99'],
      "option '--seed <number>' argument '1e99': expected a whole number",
      'driftsense generate-data --help',
    ],
    [
      ['generate-data', '--seed', '9007199254740993'],
      "option '--seed <number>' argument '9007199254740993': expected a whole number",
      'driftsense generate-data --help',
    ],
    [
      ['check', 'a', 'b', '--decimal', '·'],
      "option '--decimal <mark>' argument '·': expected '.' or ','",
      'driftsense check --help',
    ],
    [
      ['check', 'a', 'b', '--ragged', 'ignore'],
      "option '--ragged <policy>' argument 'ignore': expected 'refuse' or 'skip'",
      'driftsense check --help',
    ],
    [['status', 'extra'], 'too many arguments', 'driftsense status --help'],
  ])('%j: names what is wrong, the nearest right name, and where to look', async (args, cause, remedy) => {
    const { code, out, err } = await driftsense(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const [first, second, ...rest] = err.split('\n');
    expect(first).toContain(`error[OPTION_INVALID]: ${cause}`);
    expect([second, ...rest]).toEqual([`remedy: ${remedy}`, '']);
  });

  it('prints an error as JSON too, where JSON was asked for', async () => {
    const { code, out, err } = await driftsense(['status', '--config', '/nowhere/c.yaml', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: expect.objectContaining({
        code: 'CONFIG_NOT_FOUND',
        message: "no configuration file '/nowhere/c.yaml'",
        remedy: 'driftsense init --config /nowhere/c.yaml',
        details: { path: '/nowhere/c.yaml' },
      }) as unknown,
    });
    expect(err).toContain('error[CONFIG_NOT_FOUND]');
    expect(JSON.parse((await driftsense(['status', '--json', '--nope'])).out)).toMatchObject({
      error: { code: 'OPTION_INVALID' },
    });
  });

  it('shows a stack trace with --debug alone, with what led to the error', async () => {
    const folder = folderWith({ 'c.yaml': 'data: {reference: none.csv}' });
    const args = ['run-monitor', '--config', `${folder}/c.yaml`];
    expect((await driftsense(args)).err).not.toMatch(/^\s+at /m);
    const { code, err } = await driftsense([...args, '--debug']);
    expect(code).toBe(2);
    expect(err).toMatch(/^\s+at /m);
    expect(err).toMatch(/caused by: .*none\.csv does not exist/);
  });

  it('says of an error that is not ours what to do, and still ends with 2', async () => {
    const folder = folderWith({ 'c.yaml': '' });
    const broken = { now: () => Number.NaN, monotonic: () => 0, sleep: () => Promise.resolve() };
    const { code, out, err } = await driftsense(['generate-data', '--out', `${folder}/d`, '--json'], {
      clock: {
        ...broken,
        monotonic: () => {
          throw new TypeError('the clock is broken');
        },
      },
    });
    expect(code).toBe(2);
    expect(err).toBe(
      'error[INTERNAL]: the clock is broken\nremedy: run again with --debug and report what it prints\n',
    );
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'INTERNAL',
        message: 'the clock is broken',
        remedy: 'run again with --debug and report what it prints',
      },
    });
  });
});
