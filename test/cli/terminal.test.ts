import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main, type Host } from '../../src/cli/terminal.js';
import { folderWith, removeFolders } from './command-line.js';
import { workspace } from './workspace.js';

afterAll(removeFolders);

/** A process that writes into memory. */
function host(
  args: readonly string[],
  given: { tty?: boolean; errTty?: boolean; columns?: number; env?: Host['env'] } = {},
) {
  const { tty = false, errTty = tty, columns, env = {} } = given;
  const signals = new EventEmitter();
  const errors = new EventEmitter();
  /** Emits the name of a window when its line is written. */
  const heard = new EventEmitter();
  const written: [stream: 'out' | 'err', text: string][] = [];
  const exits: number[] = [];
  const width = columns === undefined ? {} : { columns };
  const process: Host = {
    argv: ['node', 'driftsense', ...args],
    env,
    stdout: {
      isTTY: tty,
      ...width,
      write(text) {
        written.push(['out', text]);
        heard.emit(/stream_\d+/.exec(text)?.[0] ?? '');
      },
      on: (event, listener) => errors.on(event, listener),
    },
    stderr: { isTTY: errTty, ...width, write: (text) => written.push(['err', text]) },
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
    exit: (code) => exits.push(code),
  };
  const text = (stream: 'out' | 'err') => written.flatMap(([to, piece]) => (to === stream ? [piece] : [])).join('');
  return { process, heard, signals, errors, exits, written, text };
}

const escape = String.fromCodePoint(27);
const withSlack =
  'columns: {label: {role: ignore}}\nalerting: {slack: {enabled: true, webhook_url: "${SLACK_WEBHOOK_URL}"}}\n';

describe('the command line on a process', () => {
  it('sets the exit code and keeps results and errors apart', async () => {
    const good = host(['--version']);
    await main(good.process);
    expect([good.process.exitCode, good.text('err')]).toEqual([0, '']);
    const bad = host(['status', '--config', '/nowhere/c.yaml']);
    await main(bad.process);
    expect([bad.process.exitCode, bad.text('out')]).toEqual([2, '']);
    expect(bad.text('err')).toContain('error[CONFIG_NOT_FOUND]');
    expect([...good.signals.eventNames(), ...bad.signals.eventNames()]).toEqual([]);
  });

  it('on a terminal takes each line of progress back before it writes the next, and leaves none', async () => {
    const run = host(['generate-data', '--out', join(folderWith(), 'd'), '--days', '14', '--rows', '100'], {
      tty: true,
    });
    await main(run.process);
    const err = run.text('err');
    const steps = err.split(`\r${escape}[K`);
    expect(steps[0]).toMatch(/^1\/14 files, /);
    expect(steps.length).toBe(15);
    expect(steps.at(-1)).toBe('');
    expect(run.text('out')).toMatch(/^wrote /);
  });

  it('takes a terminal that was never told its width for one of 80 characters', async () => {
    const folder = folderWith();
    const of = async (columns: number, ...args: string[]) => {
      const run = host(args, { tty: true, columns });
      await main(run.process);
      return { out: run.text('out'), step: run.text('err').split(`\r${escape}[K`)[0] };
    };
    const small = ['--days', '14', '--rows', '100'];
    const { step } = await of(0, 'generate-data', '--out', join(folder, 'd'), ...small);
    expect(step).toMatch(/^1\/14 files, [\d,]+ rows\/s, \d+ s left$/);
    const files = [join(folder, 'd', 'train.csv'), join(folder, 'd', 'stream', 'stream_0014.csv')];
    expect(await of(0, 'check', ...files)).toEqual(await of(80, 'check', ...files));
  });

  it('cuts progress to the width of the terminal, since a line that wraps cannot be taken back', async () => {
    const run = host(['generate-data', '--out', join(folderWith(), 'd'), '--days', '14', '--rows', '100'], {
      tty: true,
      columns: 12,
    });
    await main(run.process);
    expect(run.text('err').split(`\r${escape}[K`)[0]).toBe('1/14 files…');
  });

  it('is quiet and without colour in a pipe, where lines are as long as they are; on a terminal status keeps to its width', async () => {
    const here = await workspace('columns: {label: {role: ignore}}\n');
    const run = host(['run-monitor', '--config', here.config]);
    await main(run.process);
    expect(run.process.exitCode).toBe(0);
    expect(run.text('err')).toBe('');
    expect(run.text('out')).not.toContain(escape);
    const longest = async (tty: boolean) => {
      const status = host(['status', '--config', here.config], { tty });
      await main(status.process);
      const lines = status.text('out').split('\n');
      // A command stays in one line, to be copied.
      return Math.max(...lines.map((line) => (line.includes('driftsense init-model') ? 0 : line.length)));
    };
    expect(await longest(false)).toBeGreaterThan(80);
    expect(await longest(true)).toBeLessThanOrEqual(80);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{ TERM: 'dumb' }, false],
  ])('on a terminal with %j uses colour: %s', async (env, coloured) => {
    const here = await workspace(withSlack);
    const run = host(['run-monitor', '--config', here.config], { tty: true, env });
    await main(run.process);
    expect(run.text('out').includes(`${escape}[31m`)).toBe(coloured);
    expect(run.text('err').includes(`${escape}[33mwarning: slack is a DRY RUN`)).toBe(coloured);
    expect(run.text('err').includes(escape)).toBe(!('TERM' in env));
  });

  it('writes no colour into a file of errors, though results go to a terminal', async () => {
    const here = await workspace(withSlack);
    const run = host(['run-monitor', '--config', here.config], { tty: true, errTty: false });
    await main(run.process);
    expect(run.text('out')).toContain(`${escape}[31m`);
    expect(run.text('err')).toMatch(/^warning: slack is a DRY RUN/);
    expect(run.text('err')).not.toContain(escape);
  });

  it('stops at a signal after the window under way, says so, and leaves the second signal to the system', async () => {
    const here = await workspace('columns: {label: {role: ignore}}\n');
    const run = host(['run-monitor', '--config', here.config]);
    run.heard.on('stream_0005', () => run.signals.emit('SIGINT'));
    await main(run.process);
    expect(run.process.exitCode).toBe(0);
    expect(run.text('err')).toMatch(
      /^stopping after what is under way; once more to stop at once\ninterrupted after 5 of 14/,
    );
    expect(run.signals.listenerCount('SIGINT') + run.signals.listenerCount('SIGTERM')).toBe(0);
    expect(here.reports().length).toBe(5);
  });

  it('ends in order when the reader of its output has seen enough, and with 2 when output fails otherwise', async () => {
    const run = host(['--version']);
    await main(run.process);
    run.errors.emit('error', Object.assign(new Error('pipe'), { code: 'EPIPE' }));
    run.errors.emit('error', Object.assign(new Error('disk'), { code: 'ENOSPC' }));
    expect(run.exits).toEqual([0, 2]);
  });
});
