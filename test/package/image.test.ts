import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './packed.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The instructions of the Dockerfile in order, continuation lines joined, comments left out. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .flatMap((line) => {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, rest: rest! }];
  });
const all = (name: string, from = instructions) => from.filter((each) => each.name === name).map(({ rest }) => rest);
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

describe('Dockerfile (SEC-15)', () => {
  it('builds every stage on the one base that BASE names', () => {
    expect(instructions[0]).toEqual({ name: 'ARG', rest: 'BASE=node:22-bookworm-slim' });
    expect(all('FROM')).toEqual(['${BASE} AS build', '${BASE}']);
    expect(all('ARG')).toHaveLength(1);
  });

  it('runs as the numeric user 10001, named runner, whose folders are its own alone', () => {
    expect(all('USER')).toEqual(['10001:10001']);
    expect(last.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      last.findLastIndex(({ name }) => name === 'RUN'),
    );
    const [users, folders] = all('RUN', last);
    expect(users).toMatch(
      /groupadd --gid 10001 runner && useradd --uid 10001 --gid 10001 .*--shell \/usr\/sbin\/nologin runner$/,
    );
    expect(folders).toBe('install --directory --mode=0700 --owner=10001 --group=10001 data models logs outputs');
    expect(JSON.parse(all('VOLUME')[0]!)).toEqual(['data', 'models', 'logs', 'outputs'].map((name) => `/app/${name}`));
  });

  it('runs the monitor by default, without a shell between it and the signals, and says whether it is well', () => {
    expect(JSON.parse(all('ENTRYPOINT')[0]!)).toEqual(['node', '/app/dist/cli.js']);
    expect(JSON.parse(all('CMD')[0]!)).toEqual(['run-monitor']);
    expect(all('HEALTHCHECK')[0]).toMatch(/ CMD \["node", "\/app\/dist\/cli\.js", "status"\]$/);
    expect(all('STOPSIGNAL')).toEqual([]);
  });

  it('installs what the lock file names, runs no script of a package, and leaves no package manager', () => {
    const runs = all('RUN');
    expect(runs.filter((command) => /\bnpm (ci|install|i|prune)\b/.test(command))).not.toEqual([]);
    for (const command of runs) {
      expect(command).not.toMatch(/\bnpm (install|i)\b|\bcurl\b|\bwget\b|\bapt-get\b/);
      for (const [call] of command.matchAll(/\bnpm (ci|prune)[^&]*/g)) expect(call).toContain('--ignore-scripts');
    }
    expect(all('RUN', last)[0]).toMatch(/^rm -rf \/usr\/local\/lib\/node_modules .*\/usr\/local\/bin\/npm /);
  });

  it('takes no secret: no argument, variable or copied file can hold one', () => {
    expect(all('ENV')).toEqual(['NODE_ENV=production']);
    expect(all('ADD')).toEqual([]);
    expect(all('RUN').join('\n')).not.toMatch(/--mount|<</);
  });
});

describe('.dockerignore', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('shuts everything out but what the Dockerfile copies, and environment files always', () => {
    const copied = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(lines[0]).toBe('*');
    expect(lines.at(-1)).toBe('**/.env*');
    expect(lines.slice(1, -1).toSorted()).toEqual(copied.map((path) => `!${path}`).toSorted());
  });
});

interface Service {
  readonly build: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly environment: readonly string[];
  readonly volumes: readonly { readonly type: string; readonly target: string; readonly read_only?: boolean }[];
}

describe('examples/docker/compose.yaml', () => {
  const { services } = parse(read('examples/docker/compose.yaml')) as { services: Readonly<Record<string, Service>> };
  const { monitor } = services;

  it('pins the base of the Dockerfile by its digest', () => {
    expect(monitor?.build.context).toBe('../..');
    expect(monitor?.build.args['BASE']).toMatch(/^\$\{BASE:-node:22\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}\}$/);
  });

  it('gives the one service nothing it does not need', () => {
    expect(Object.keys(services)).toEqual(['monitor']);
    expect(monitor).toMatchObject({
      user: '${RUN_AS:-10001:10001}',
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      tmpfs: ['/tmp'],
    });
    for (const key of ['privileged', 'cap_add', 'devices', 'ports', 'pid', 'ipc', 'network_mode', 'secrets'])
      expect(monitor, key).not.toHaveProperty(key);
  });

  it('lets it write in models, logs and outputs only', () => {
    expect(monitor?.volumes.every(({ type }) => type === 'bind')).toBe(true);
    expect(monitor?.volumes.map(({ target, read_only }) => [target, read_only === true])).toEqual([
      ['/app/config.yaml', true],
      ['/app/data', true],
      ['/app/models', false],
      ['/app/logs', false],
      ['/app/outputs', false],
    ]);
  });

  it('names secrets and holds none', () => {
    for (const name of monitor!.environment) expect(name).toMatch(/^[A-Z_]+$/);
  });
});
