import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = new URL('../../.github/workflows/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const workflow = (name: string) => parse(text(name)) as Workflow;

/** What each job may do beyond reading the sources; everything else is refused. */
const mayWrite: Readonly<Record<string, readonly string[]>> = {
  'release.yml/release': ['contents', 'pull-requests', 'id-token'],
  'docs.yml/deploy': ['pages', 'id-token'],
};

it('has the four workflows', () => {
  expect(files.toSorted()).toEqual(['ci.yml', 'docs.yml', 'nightly.yml', 'release.yml']);
});

describe.each(files)('%s', (name) => {
  const { permissions, jobs, on } = workflow(name);
  const entries = Object.entries(jobs);

  it('grants nothing by default, and each job only what it needs', () => {
    expect(permissions).toEqual({});
    for (const [id, job] of entries) {
      expect(job.permissions, id).toBeTypeOf('object');
      const written = Object.entries(job.permissions ?? {}).flatMap(([scope, level]) =>
        level === 'read' ? [] : [scope],
      );
      expect(written.toSorted(), id).toEqual((mayWrite[`${name}/${id}`] ?? []).toSorted());
    }
  });

  it('pins every action by a full commit and names its version', () => {
    const lines = text(name)
      .split('\n')
      .filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(lines).toHaveLength(entries.flatMap(([, job]) => job.steps.filter((each) => each.uses)).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('leaves no credentials in the checkout', () => {
    for (const [id, job] of entries)
      for (const step of job.steps.filter((each) => each.uses?.startsWith('actions/checkout@')))
        expect(step.with?.['persist-credentials'], id).toBe(false);
  });

  it('runs no text that outsiders write, and never on pull_request_target', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    for (const [, job] of entries) for (const step of job.steps) expect(step.run ?? '').not.toContain('${{');
  });

  it('ends by itself', () => {
    const most = name === 'nightly.yml' ? 350 : 30;
    for (const [id, job] of entries) expect(job['timeout-minutes'], id).toBeLessThanOrEqual(most);
  });
});

it('tests every supported Node on push and pull request, and uploads coverage', () => {
  const { on, jobs } = workflow('ci.yml');
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
  expect(jobs['test']?.strategy?.matrix.node).toEqual([20, 22, 24]);
  expect(jobs['test']?.steps.some((step) => step.run === 'make test')).toBe(true);
  expect(jobs['test']?.steps.some((step) => step.with?.['name'] === 'coverage')).toBe(true);
});

it('has the checker of Prometheus before it tests, which shows the metrics to it', () => {
  const runs = workflow('ci.yml').jobs['test']!.steps.map(({ run = '' }) => run);
  const installed = runs.findIndex((run) => /apt-get install .* prometheus$/.test(run));
  expect(installed).toBeGreaterThan(-1);
  expect(runs.indexOf('make test')).toBeGreaterThan(installed);
});

it('runs the long forms of tests and calibration, and parity on new cases, every night and on demand', () => {
  const { on, jobs } = workflow('nightly.yml');
  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
  for (const command of ['npm run nightly', 'npm run calibrate', 'npm run parity'])
    expect(runs.some((run) => run.endsWith(command))).toBe(true);
});

it('asks every pull request for a changeset, compared with main', () => {
  const { changeset } = workflow('ci.yml').jobs;
  expect(changeset?.if).toContain("github.event_name == 'pull_request'");
  expect(changeset?.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth']).toBe(0);
  expect(changeset?.steps.at(-1)?.run).toBe('npx changeset status --since=origin/main');
});

it('publishes with provenance a package that names the repository it comes from', () => {
  const { release } = workflow('release.yml').jobs;
  const { publish } = release!.steps.find(({ uses }) => uses?.startsWith('changesets/action@'))!.with!;
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(publish).toBe('npm run release');
  expect(scripts['release']).toMatch(
    /^npm pkg set .*repository\.url=git\+https:\S+\$GITHUB_REPOSITORY\S* && changeset publish$/,
  );
});

it('runs the built package and the core’s own tests under Bun and Deno', () => {
  const { runtimes } = workflow('ci.yml').jobs;
  expect(runtimes?.steps.flatMap(({ run }) => (run === undefined ? [] : [run]))).toEqual([
    'npm ci --no-audit --no-fund',
    'npm run build',
    'npm run test:runtimes',
    'npm run test:runtimes -- --suite',
  ]);
});

it('builds and runs the image, and scans what is built on the pinned base', () => {
  const { image } = workflow('ci.yml').jobs;
  expect(image?.steps.flatMap(({ run }) => (run === undefined ? [] : [run]))).toEqual([
    'npm ci --no-audit --no-fund',
    'npm run test:image',
    'docker compose --file examples/docker/compose.yaml build',
  ]);
  const scan = image?.steps.at(-1);
  expect(scan?.uses).toMatch(/^anchore\/scan-action@/);
  expect(scan?.with).toMatchObject({ image: 'driftsense:latest', 'severity-cutoff': 'high' });
});

it('builds the site with its links checked, and publishes what was built', () => {
  const { build } = workflow('docs.yml').jobs;
  expect(build?.steps.map(({ run }) => run)).toContain('npm run docs');
  expect(build?.steps.at(-1)?.with).toEqual({ path: 'docs/api' });
  const gate = readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8');
  // Beside the tests: how it ended is how the gate ends.
  expect(gate).toMatch(/^npm run docs >"\$said" 2>&1 &\nsite=\$!\nmake test$/m);
  expect(gate).toMatch(/^wait "\$site" \|\| made=\$\?\ncat "\$said"\nexit "\$made"\n$/m);
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['docs']).toMatch(/^tsx scripts\/make_site\.ts && linkinator docs\/api .*--check-fragments/);
  const site = JSON.parse(readFileSync(new URL('../../typedoc.json', import.meta.url), 'utf8')) as object;
  expect(site).toMatchObject({ treatWarningsAsErrors: true, validation: { notDocumented: true, invalidLink: true } });
});
