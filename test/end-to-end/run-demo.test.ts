import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/**
 * A checkout in which both the built command and `docker` are stand-ins: they write down how they are called, and do what
 * the script looks for afterwards. `image.test.ts` and `demo.test.ts` run the real ones.
 */
function checkout(docker?: { readonly info?: number; readonly build?: string; readonly writes?: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-script-'));
  made.push(folder);
  for (const path of ['scripts/run_demo.sh', 'examples/demo/config.yaml', 'config.yaml'])
    cpSync(join(root, path), join(folder, path));
  for (const path of ['dist', 'node_modules', 'bin']) mkdirSync(join(folder, path));
  const calls = join(folder, 'calls');
  const act = `
    case $1 in
      generate-data) mkdir -p data && : > data/train.csv ;;
      init-model) mkdir -p models && : > "models/model_v$(($(ls models | grep -c model_v) + 1)).json" ;;
    esac`;
  writeFileSync(join(folder, 'act.sh'), act);
  writeFileSync(
    join(folder, 'dist/cli.js'),
    `const { appendFileSync } = require('node:fs');
     const args = process.argv.slice(2);
     appendFileSync(${JSON.stringify(calls)}, 'local ' + args.join(' ') + '\\n');
     require('node:child_process').execFileSync('sh', ['act.sh', ...args]);
     if (process.env.INTERRUPT && args[0] === 'run-monitor') {
       process.kill(process.ppid, 'SIGINT');
       setTimeout(() => appendFileSync('models/model_v2.json', ''), 100);
     }`,
  );
  if (docker) {
    const { info = 0, build = '', writes = true } = docker;
    writeFileSync(
      join(folder, 'bin/docker'),
      `#!/bin/sh
       echo "docker $*" >> ${calls}
       case $1 in
         info) exit ${info} ;;
         build) [ -z '${build}' ] && exit; echo 'step one' >&2; echo '${build}' >&2; exit 1 ;;
         run) case "$*" in
           *'--entrypoint touch'*) ${writes} || { echo 'touch: not permitted' >&2; exit 1; }; : > outputs/.probe ;;
           *) while [ "$1" != driftsense ]; do shift; done; shift; . ./act.sh ;;
         esac ;;
       esac`,
    );
    chmodSync(join(folder, 'bin/docker'), 0o755);
  }
  return {
    folder,
    demo(environment: Readonly<Record<string, string>> = {}) {
      writeFileSync(calls, '');
      const { PATH, HOME } = process.env;
      // Without a stand-in the one of the machine must not be found either.
      const path = docker ? PATH! : withoutDocker(folder);
      const { status, stderr } = spawnSync('sh', ['scripts/run_demo.sh'], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: `${join(folder, 'bin')}${delimiter}${path}`, HOME, ...environment },
      });
      return { status, stderr, calls: readFileSync(calls, 'utf8').trim().split('\n') };
    },
  };
}

/** A folder with the programs the script uses, docker not among them. */
function withoutDocker(folder: string): string {
  const bin = join(folder, 'programs');
  if (existsSync(bin)) return bin;
  mkdirSync(bin);
  for (const name of [
    'sh',
    'dirname',
    'find',
    'wc',
    'tr',
    'cat',
    'head',
    'mkdir',
    'ls',
    'grep',
    'id',
    'printf',
    'touch',
    'node',
  ]) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    if (found.startsWith('/')) writeFileSync(join(bin, name), `#!/bin/sh\nexec ${found} "$@"\n`, { mode: 0o755 });
  }
  return bin;
}

const local = [
  'local generate-data --out data',
  'local init-model --config examples/demo/config.yaml',
  'local run-monitor --config examples/demo/config.yaml',
];
const calledLocally = (calls: readonly string[]) => calls.filter((call) => call.startsWith('local '));

describe('the demo goes locally and says why', () => {
  it('without a docker command', () => {
    const { status, stderr, calls } = checkout().demo();
    expect(stderr).toMatch(/^demo: locally, since there is no docker command\n/);
    expect(status).toBe(0);
    expect(calls).toEqual(local);
  });

  it.each([
    ['when no daemon answers', { info: 1 }, {}, 'no Docker daemon answers'],
    [
      'when the image cannot be built, with the last line of the builder',
      { build: 'pull access denied for node' },
      {},
      'the image cannot be built: pull access denied for node',
    ],
    [
      'when a container cannot write here',
      { writes: false },
      {},
      `a container cannot write here as uid ${process.getuid?.()}: touch: not permitted`,
    ],
    ['when told to', {}, { DEMO_DOCKER: 'no' }, 'DEMO_DOCKER=no'],
  ])('%s', (_, docker, environment, why) => {
    const { status, stderr, calls } = checkout(docker).demo(environment);
    expect(stderr).toContain(`demo: locally, since ${why}\n`);
    expect(status).toBe(0);
    expect(calledLocally(calls)).toEqual(local);
    expect(calls.join('\n')).not.toMatch(/^docker run.* driftsense (generate-data|init-model|run-monitor)/m);
  });

  it('with a configuration a container does not see', () => {
    const one = checkout({});
    const config = join(one.folder, 'examples/demo/config.yaml');
    const { status, stderr } = one.demo({ CONFIG: config });
    expect(stderr).toContain(`demo: locally, since a container does not see '${config}', outside this folder\n`);
    expect(status).toBe(0);
  });
});

describe('the demo installs what builds it', () => {
  /** A checkout without a build, whose `npm` and `npx` are stand-ins, too. */
  function unbuilt() {
    const one = checkout();
    const at = (path: string) => join(one.folder, path);
    renameSync(at('dist/cli.js'), at('built.js'));
    const program = (name: string, does: string) =>
      writeFileSync(at(`bin/${name}`), `#!/bin/sh\necho "${name} $*" >> calls\n${does}\n`, { mode: 0o755 });
    program('npm', 'mkdir -p node_modules/.bin && : > node_modules/.bin/tsup');
    program('npx', 'cat built.js > dist/cli.js');
    return { ...one, at };
  }
  const [install, build] = ['npm ci --no-audit --no-fund --loglevel error', 'npx --no-install tsup --no-dts --silent'];

  it('once more where an install was broken off, and not where it is whole', () => {
    const one = unbuilt();
    mkdirSync(one.at('node_modules/zod'));
    expect(one.demo()).toMatchObject({ status: 0, calls: [install, build, ...local] });
    rmSync(one.at('dist/cli.js'));
    expect(one.demo()).toMatchObject({ status: 0, calls: [build, ...local.slice(1)] });
  });
});

describe('the demo goes in Docker', () => {
  const { status, stderr, calls } = checkout({}).demo();
  const runs = calls.filter((call) => call.startsWith('docker run '));

  it('where a daemon answers, and says so', () => {
    expect(status).toBe(0);
    expect(stderr).toContain(`demo: in Docker, as uid ${process.getuid?.()}\n`);
    expect(calledLocally(calls)).toEqual([]);
    expect(runs.slice(1).map((call) => call.replace(/^.* driftsense /, 'local '))).toEqual(local);
  });

  it('as the caller, with four writable folders and nothing else (SEC-15)', () => {
    expect(runs).toHaveLength(4);
    for (const run of runs) {
      const ids = `${process.getuid?.()}:${process.getgid?.()}`;
      expect(run).toContain(
        `--init --network none --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --user ${ids} `,
      );
      const volumes = [...run.matchAll(/--volume \S+?:(\/app\S*)/g)].map(([, target]) => target);
      expect(volumes).toEqual([
        '/app/data',
        '/app/models',
        '/app/logs',
        '/app/outputs',
        '/app/examples/demo/config.yaml:ro',
      ]);
    }
  });

  it('with secrets by name, never by value, and a network only when there is a channel to reach', () => {
    const address = 'https://hooks.example/T0/B0/x';
    const [, run] = checkout({})
      .demo({ SLACK_WEBHOOK_URL: address })
      .calls.filter((call) => call.startsWith('docker run '));
    expect(run).toContain('--env SLACK_WEBHOOK_URL ');
    expect(run).toContain('--network bridge');
    expect(run).not.toContain(address);
  });

  it('on the base that BASE names', () => {
    const build = checkout({})
      .demo({ BASE: 'node:24-bookworm-slim' })
      .calls.find((call) => call.startsWith('docker build'));
    expect(build).toContain('--build-arg BASE=node:24-bookworm-slim --tag driftsense .');
    expect(calls.find((call) => call.startsWith('docker build'))).not.toContain('--build-arg');
  });
});

describe.each([
  ['locally', { info: 1 }],
  ['in Docker', {}],
])('the demo %s', (_, docker) => {
  it('runs twice in a row, on the data that are there', () => {
    const one = checkout(docker);
    expect(one.demo().status).toBe(0);
    const { status, stderr, calls } = one.demo();
    expect(status).toBe(0);
    expect(stderr).toContain('demo: data/ is there already\n');
    expect(calls.join('\n')).not.toContain('generate-data');
    expect(existsSync(join(one.folder, 'models/model_v2.json'))).toBe(true);
  });

  it('does not touch versions it did not make, and says what to do', () => {
    const one = checkout(docker);
    expect(one.demo().status).toBe(0);
    writeFileSync(join(one.folder, 'models/model_v9.json'), '{}');
    const { status, stderr, calls } = one.demo();
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^error: models\/ holds model versions this demo did not make \(1 of 2 are its own\); .*\nremedy: mv models /,
    );
    expect(calls).toEqual(['']);
  });
});

it('waits for a run that is interrupted, and knows what it made for its own', () => {
  const one = checkout();
  expect(one.demo({ INTERRUPT: 'yes' })).toMatchObject({ status: 130, calls: local });
  expect(one.demo()).toMatchObject({ status: 0, calls: local.slice(1) });
  expect(existsSync(join(one.folder, 'models/model_v3.json'))).toBe(true);
});

it('names the remedy when there is no such configuration', () => {
  const { status, stderr } = checkout({}).demo({ CONFIG: 'nowhere.yaml' });
  expect(status).toBe(2);
  expect(stderr).toBe(
    "error: no configuration file 'nowhere.yaml'\nremedy: make demo CONFIG=examples/demo/config.yaml\n",
  );
});
