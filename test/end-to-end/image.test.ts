import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clone, docker, folders, hardened, imageIsTested, mustDocker, root, run, until, Volumes } from './container.js';

const image = `driftsense-test:${process.pid}`;
const base = process.env['BASE'] ?? 'node:22-bookworm-slim';
const removed: string[] = [];
const volumesFor = (uid: number): Volumes => {
  const volumes = new Volumes(uid);
  removed.push(volumes.path);
  return volumes;
};

/** Every file and folder under one, with its owner and mode. */
const entriesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const { uid, mode } = lstatSync(join(folder, name));
    return { name, uid, mode: (mode & 0o7777).toString(8) };
  });
const statusFile = (volumes: Volumes) =>
  JSON.parse(readFileSync(join(volumes.path, 'outputs/status.json'), 'utf8')) as Record<string, unknown>;

describe.skipIf(!imageIsTested())('the image', () => {
  const secret = randomBytes(16).toString('hex');

  const build = (checkout: string, ...more: readonly string[]) =>
    mustDocker('build', '--network', 'host', '--build-arg', `BASE=${base}`, ...more, checkout);
  let checkout: string;

  beforeAll(() => {
    checkout = clone();
    removed.push(checkout);
    // A checkout as people have it: private, with secrets, data and models beside the sources.
    for (const folder of ['data', 'models']) mkdirSync(join(checkout, folder), { recursive: true });
    for (const file of ['.env', '.env.local', 'src/.env', 'data/train.csv', 'models/model_v1.json', 'notes.txt'])
      writeFileSync(join(checkout, file), secret);
    for (const { name } of entriesOf(join(checkout, 'src'))) {
      const path = join(checkout, 'src', name);
      chmodSync(path, lstatSync(path).isDirectory() ? 0o700 : 0o600);
    }
    build(checkout, '--tag', image);
  }, 900_000);

  afterAll(() => {
    const left = docker('ps', '--all', '--quiet', '--filter', `ancestor=${image}`).stdout.split('\n').filter(Boolean);
    if (left.length > 0) docker('rm', '--force', '--volumes', ...left);
    docker('image', 'rm', image, `${image}-build`);
    for (const path of removed) rmSync(path, { recursive: true, force: true });
  });

  it('declares user, folders, command and health check, and no variable of its own but NODE_ENV', () => {
    const [{ Config: config }] = JSON.parse(mustDocker('image', 'inspect', image)) as [
      { Config: Readonly<Record<string, unknown>> & { Env: string[] } },
    ];
    const [{ Config: below }] = JSON.parse(mustDocker('image', 'inspect', base)) as [{ Config: { Env: string[] } }];
    expect(config).toMatchObject({
      User: '10001:10001',
      WorkingDir: '/app',
      Entrypoint: ['node', '/app/dist/cli.js'],
      Cmd: ['run-monitor'],
      Volumes: Object.fromEntries(folders.map((name) => [`/app/${name}`, {}])),
      Healthcheck: { Test: ['CMD', 'node', '/app/dist/cli.js', 'status'] },
    });
    const own = config.Env.filter((variable) => !below.Env.includes(variable) && !variable.startsWith('PATH='));
    expect(own).toEqual(['NODE_ENV=production']);
    expect(mustDocker('run', '--rm', ...hardened, '--entrypoint', 'id', image)).toMatch(
      /^uid=10001\(runner\) gid=10001\(runner\)/,
    );
  });

  it('holds in no layer what lies beside the sources', () => {
    const archive = join(mkdtempSync(join(tmpdir(), 'driftsense-layers-')), 'image.tar');
    removed.push(join(archive, '..'));
    mustDocker('save', '--output', archive, image);
    const holds = (text: string) => run('grep', ['--count', '--text', '--fixed-strings', text, archive]).status === 0;
    expect(holds('Watches data and concept of a model'), 'the layers can be read').toBe(true);
    expect(holds(secret)).toBe(false);
    expect(mustDocker('history', '--no-trunc', image)).not.toContain(secret);
    // Nor does the stage that builds, whose layers stay in the cache.
    build(checkout, '--target', 'build', '--tag', `${image}-build`);
    const look = ['--entrypoint', 'grep', `${image}-build`, '--recursive', '--files-with-matches', '--fixed-strings'];
    expect(docker('run', '--rm', '--network', 'none', ...look, 'MIT License', '/app/LICENSE').stdout).toBe(
      '/app/LICENSE\n',
    );
    expect(docker('run', '--rm', '--network', 'none', ...look, secret, '/build', '/app').stdout).toBe('');
    expect(
      mustDocker('run', '--rm', ...hardened, '--entrypoint', 'ls', image, '-A', '/app')
        .split('\n')
        .toSorted(),
    ).toEqual(['LICENSE', 'config.yaml', 'dist', 'node_modules', 'package.json', ...folders].toSorted());
  });

  it('has no package manager, and the optional packages for mail and pictures', () => {
    const look = 'command -v npm npx corepack yarn; ls node_modules';
    const { stdout } = docker('run', '--rm', ...hardened, '--entrypoint', 'sh', image, '-c', look);
    expect(stdout).not.toContain('/bin/');
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['nodemailer', '@resvg', 'zod']));
  });

  it('can be built upon: the package is there under its own name', () => {
    const script = "import('driftsense').then(({ compare }) => console.log(typeof compare))";
    expect(mustDocker('run', '--rm', ...hardened, '--entrypoint', 'node', image, '--eval', script)).toBe('function');
  });

  describe('under a uid it has never heard of', () => {
    let volumes: Volumes;
    beforeAll(() => {
      volumes = volumesFor(4242);
    });
    const driftsense = (...args: readonly string[]) =>
      docker('run', '--rm', '--init', ...volumes.flags, image, ...args);

    it('can write in the four folders and in /tmp, and nowhere else', () => {
      const find = `for folder in $(find / -xdev -type d -writable) ${folders.map((name) => `/app/${name}`).join(' ')} /tmp; do
        touch $folder/x 2>/dev/null && rm $folder/x && echo $folder; done`;
      const { stdout } = docker('run', '--rm', ...volumes.flags, '--entrypoint', 'sh', image, '-c', find);
      const writable = [...folders.map((name) => `/app/${name}`), '/tmp'];
      expect([...new Set(stdout.trim().split('\n'))].toSorted()).toEqual(writable.toSorted());
    });

    it('says what is missing before there are data, and before there is a model', () => {
      const empty = driftsense();
      expect([empty.status, empty.stderr]).toEqual([
        2,
        expect.stringMatching(
          /^error\[REFERENCE_NOT_FOUND\]: Baseline not found: \/app\/data\/train\.csv .*\nremedy: /,
        ),
      ]);
      expect(driftsense('generate-data', '--out', 'data').status).toBe(0);
      const untrained = driftsense();
      expect([untrained.status, untrained.stderr]).toEqual([
        2,
        expect.stringMatching(/^error\[MODEL_NOT_FOUND\]: Baseline model not found.*\nremedy: driftsense init-model/),
      ]);
    });

    it('runs the monitor by default, and what it writes is its user’s alone', () => {
      expect(driftsense('init-model').status).toBe(0);
      const { status, stdout } = driftsense();
      expect(stdout).toMatch(/30 windows/);
      expect(status).toBe(0);
      const entries = folders.flatMap((name) => entriesOf(join(volumes.path, name)));
      expect(entries.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'train.csv',
          'model_v1.json',
          'registry.csv',
          'driftsense.ndjson',
          'report.html',
          'flags.csv',
        ]),
      );
      for (const { name, uid, mode } of entries)
        expect([name, uid, ['600', '700']]).toEqual([name, 4242, expect.arrayContaining([mode])]);
      expect(statusFile(volumes)).toMatchObject({ windows: 30, interrupted: false });
    });

    it('draws PNG charts on a read-only root', () => {
      const config = join(volumes.path, 'png.yaml');
      writeFileSync(
        config,
        'data: { reference: data/train.csv, stream: data/stream/stream_0001.csv, label: label }\noutputs: { charts: png }\n',
      );
      const mount = ['--volume', `${config}:/app/config.yaml:ro`];
      expect(docker('run', '--rm', ...volumes.flags, ...mount, image)).toMatchObject({ status: 0 });
      expect(readFileSync(join(volumes.path, 'outputs/charts/income.png')).subarray(1, 4).toString()).toBe('PNG');
    });

    it('names directory, uid and mode when a folder is somebody else’s (S34)', () => {
      const foreign = volumesFor(4343);
      const flags = foreign.flags.map((flag) => (flag === '4343:4343' ? '4242:4242' : flag));
      const make = () => docker('run', '--rm', ...flags, image, 'generate-data', '--out', 'data');
      expect(make()).toEqual({
        status: 2,
        stdout: '',
        stderr:
          "error[FILE_UNREADABLE]: uid 4242 may not enter 'data' (EACCES): it needs mode 0700\n" +
          "remedy: give uid 4242 the directory 'data' with mode 0700: sudo chown 4242 data && sudo chmod 700 data\n",
      });
      // As the daemon leaves a folder that it had to make itself.
      chmodSync(join(foreign.path, 'data'), 0o755);
      expect(make()).toEqual({
        status: 2,
        stdout: '',
        stderr:
          "error[FILE_UNWRITABLE]: uid 4242 may not write in 'data' (EACCES): it needs mode 0700\n" +
          "remedy: give uid 4242 the directory 'data' with mode 0700: sudo chown 4242 data && sudo chmod 700 data\n",
      });
    });

    it('reads a secret from a file that a variable names', () => {
      const secrets = join(volumes.path, 'slack');
      writeFileSync(secrets, 'https://hooks.slack.com/services/T0/B0/x', { mode: 0o644 });
      const config = join(root, 'examples/docker/config.yaml');
      const mounts = ['--volume', `${config}:/app/config.yaml:ro`, '--volume', `${secrets}:/run/secrets/slack:ro`];
      const look = (...more: readonly string[]) =>
        docker('run', '--rm', ...volumes.flags, ...mounts, ...more, image, 'doctor').stdout;
      expect(look()).toContain('slack is a dry run');
      expect(look('--env', 'SLACK_WEBHOOK_URL_FILE=/run/secrets/slack')).not.toContain('slack is a dry run');
    });
  });

  it('as runner, by default, has folders it can write in', () => {
    const id = mustDocker('create', ...hardened, image, 'generate-data', '--out', 'data');
    expect(docker('start', '--attach', id)).toMatchObject({ status: 0 });
    mustDocker('rm', '--volumes', id);
  });

  describe('with a long run', () => {
    let volumes: Volumes;
    const start = (...flags: readonly string[]) =>
      mustDocker('run', '--detach', '--health-interval', '1s', ...flags, ...volumes.flags, image);
    const state = (id: string) =>
      JSON.parse(mustDocker('inspect', '--format', '{{json .State}}', id)) as {
        readonly ExitCode: number;
        readonly Health?: { readonly Status: string };
      };
    const saysOf = (id: string) => docker('logs', id).stdout;

    beforeAll(() => {
      volumes = volumesFor(4242);
      for (const args of [['generate-data', '--rows', '40000'], ['init-model']])
        mustDocker('run', '--rm', ...volumes.flags, image, ...args);
    });

    // Killed is 137: the grace is far longer than a stop takes, so no time is measured here.
    it.each([
      ['between windows, as process 1', [], 'stream_0002.csv'],
      ['between windows, under an init', ['--init'], 'stream_0002.csv'],
      ['while it trains, as process 1', [], 'train     started'],
    ])('ends by itself on SIGTERM %s, and keeps what was judged', async (_, flags, at) => {
      const id = start(...flags);
      await until(() => saysOf(id).includes(at));
      mustDocker('stop', '--time', '30', id);
      const { ExitCode: code } = state(id);
      const { stderr } = docker('logs', id);
      mustDocker('rm', '--volumes', id);
      expect(stderr).toMatch(/^interrupted after \d+ of 30 windows/m);
      expect(code).toBe(0);
      expect(statusFile(volumes)).toMatchObject({ interrupted: true, trained: 0 });
      expect(existsSync(join(volumes.path, 'outputs/report.html'))).toBe(true);
    });

    it('is seen healthy', async () => {
      const id = start();
      await until(() => state(id).Health?.Status !== 'starting');
      const { Health: health } = state(id);
      mustDocker('rm', '--force', '--volumes', id);
      expect(health?.Status).toBe('healthy');
    });

    it('is seen unhealthy when its configuration cannot be read', async () => {
      const config = join(volumes.path, 'broken.yaml');
      writeFileSync(config, 'thresholds: [');
      const wait = ['--health-retries', '1', '--health-start-period', '0s', '--entrypoint', 'sleep'];
      const mount = ['--volume', `${config}:/app/config.yaml:ro`];
      const id = mustDocker(
        'run',
        '--detach',
        '--init',
        '--health-interval',
        '1s',
        ...wait,
        ...volumes.flags,
        ...mount,
        image,
        '600',
      );
      await until(() => state(id).Health?.Status !== 'starting');
      const { Health: health } = state(id);
      mustDocker('rm', '--force', '--volumes', id);
      expect(health?.Status).toBe('unhealthy');
    });
  });

  it('plays the demo twice from a fresh clone, as the caller', () => {
    const folder = clone();
    removed.push(folder);
    const demo = () => run('make', ['demo'], { cwd: folder, env: { BASE: base } });
    const first = demo();
    expect(first.stderr).toContain(`demo: in Docker, as uid ${process.getuid?.()}\n`);
    expect(first.status).toBe(0);
    expect(existsSync(join(folder, 'node_modules')), 'nothing is installed here').toBe(false);
    for (const file of [
      'outputs/report.html',
      'outputs/charts/income.svg',
      'outputs/flags.csv',
      'outputs/results.ndjson',
      'models/model_v2.json',
      'models/registry.csv',
      'logs/driftsense.ndjson',
    ])
      expect(lstatSync(join(folder, file)).uid, file).toBe(process.getuid?.());
    const second = demo();
    expect([second.status, second.stderr]).toEqual([0, expect.stringContaining('demo: data/ is there already\n')]);
  });

  it('does what every command of examples/docker/README.md promises, in order', () => {
    const plugin = docker('compose', 'version').status === 0;
    if (!plugin && run('sh', ['-c', 'command -v docker-compose']).status !== 0) {
      console.warn('SKIPPED: there is no docker compose; the commands of examples/docker/README.md are not run');
      return;
    }
    const folder = clone();
    removed.push(folder);
    const page = readFileSync(join(root, 'examples/docker/README.md'), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands!);
    expect(blocks).toHaveLength(2);
    // The test has no network bridge and no terminal.
    const override = join(folder, 'no-bridge.yaml');
    writeFileSync(override, 'services: { monitor: { build: { network: host }, network_mode: none } }\n');
    const commands = `set -e\n${blocks.join('')}`
      .replaceAll('docker run', 'docker run --network none')
      .replaceAll('docker compose run', 'docker compose run -T')
      .replaceAll('docker compose', plugin ? 'docker compose' : 'docker-compose');
    const { status, stdout, stderr } = run('sh', ['-c', commands], {
      cwd: join(folder, 'examples/docker'),
      env: { BASE: base, COMPOSE_FILE: `compose.yaml:${override}` },
    });
    expect(stderr).not.toMatch(/^error/m);
    expect(status).toBe(0);
    expect(stdout).toMatch(/30 windows[^]*version \d+ serves/);
    expect(existsSync(join(folder, 'examples/docker/outputs/report.html'))).toBe(true);
  });
});
