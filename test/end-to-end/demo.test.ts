import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WindowReport } from 'driftsense';

const root = fileURLToPath(new URL('../..', import.meta.url));

function cli(cwd: string, ...args: string[]) {
  if (!existsSync(join(root, 'dist/cli.js'))) throw new Error('the end-to-end tests need a build: npm run build');
  const { status, stdout, stderr } = spawnSync('node', [join(root, 'dist/cli.js'), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

/** The whole loop once, as the demo runs it, in a folder of its own. */
function play(config: string) {
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-demo-'));
  cpSync(join(root, 'config.yaml'), join(folder, 'config.yaml'));
  cpSync(join(root, 'examples/demo/config.yaml'), join(folder, 'examples/demo/config.yaml'));
  const runs = [
    cli(folder, 'generate-data', '--out', 'data'),
    cli(folder, 'init-model', '--config', config),
    cli(folder, 'run-monitor', '--config', config),
  ];
  const reports = readFileSync(join(folder, 'outputs/results.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WindowReport);
  return { folder, runs, reports, log: runs.at(-1)!.stdout };
}

/** What a run says, less the windows in which nothing is new, and the places of files. */
function news(log: string): string {
  const lines = log.split('\n').filter((line) => !/^(·|wrote|$)/.test(line));
  const said = (line: string | undefined) => /^!.* rows {2}(.*)/.exec(line ?? '')?.[1];
  let before: string | undefined;
  const kept = lines.filter((line, i) => {
    const repeated = said(line) !== undefined && said(line) === before && !lines[i + 1]?.startsWith(' ');
    before = said(line) ?? before;
    return !repeated;
  });
  return `${kept.join('\n')}\n`;
}

const judged = (reports: readonly WindowReport[]) => reports.filter((report) => !report.window.inReference);
const at = (reports: readonly WindowReport[], file: string) => reports.findIndex((report) => report.window.id === file);

describe('make demo: preset budget, retraining auto, channels without secrets', () => {
  let demo: ReturnType<typeof play>;
  beforeAll(() => {
    demo = play('examples/demo/config.yaml');
  }, 120_000);

  it('ends well and leaves charts, report, flags, results, versions and logs', () => {
    expect(demo.runs.map((run) => run.status)).toEqual([0, 0, 0]);
    for (const file of [
      'outputs/report.html',
      'outputs/flags.csv',
      'models/model_v1.json',
      'models/model_v2.json',
      'models/registry.csv',
      'logs/driftsense.ndjson',
    ])
      expect(existsSync(join(demo.folder, file)), file).toBe(true);
    const charts = readdirSync(join(demo.folder, 'outputs/charts'));
    expect(charts).toEqual(
      expect.arrayContaining(['age.svg', 'income.svg', 'channel.svg', 'score.svg', 'prediction.svg']),
    );
  });

  it('flags no window before the first true onset, and finds both kinds of drift within two windows of theirs', () => {
    const truth = JSON.parse(readFileSync(join(demo.folder, 'data/truth.json'), 'utf8')) as {
      features: { column: string; onset: string }[];
      concept: { onset: string };
    };
    const { reports } = demo;
    const first = Math.min(...truth.features.map(({ onset }) => at(reports, onset)));
    expect(judged(reports.slice(0, first)).map((report) => report.verdict)).not.toContain('drift');
    for (const { column, onset } of truth.features) {
      const found = reports.findIndex((report) =>
        report.columns.some((c) => c.column === column && c.verdict === 'drift'),
      );
      expect(found - at(reports, onset), column).toBeGreaterThanOrEqual(0);
      expect(found - at(reports, onset), column).toBeLessThanOrEqual(1);
    }
    const concept = reports.findIndex((report) => report.concept?.drift);
    expect(concept - at(reports, truth.concept.onset)).toBeGreaterThanOrEqual(0);
    expect(concept - at(reports, truth.concept.onset)).toBeLessThanOrEqual(1);
  });

  it('shows detect, alert as a dry run, train, gate and promote in this order, and serves the next window by the new version', () => {
    const steps = [
      'Concept drift by adwin',
      'concept-drift firing',
      'train     started',
      'a candidate from',
      'version 2 against 1: promote',
      'promote   version 2 serves',
    ];
    const places = steps.map((step) => demo.log.indexOf(step));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(demo.log).toContain('dry-run, nothing sent');
    const trained = demo.reports.findIndex((report) => report.decision.action === 'train');
    expect([demo.reports[trained]!.modelVersion, demo.reports[trained + 1]!.modelVersion]).toEqual([1, 2]);
  });

  // `npx vitest run test/end-to-end/demo.test.ts -u` writes it there.
  it('says what its page shows', async () => {
    const page = join(root, 'examples/demo/README.md');
    const [, ...said] = demo.runs.map(({ stdout }) => stdout);
    const block = `\`\`\`text\n${news(said.join(''))}\`\`\``;
    const written = readFileSync(page, 'utf8').replace(/^```text\n[^]*?^```$/m, () => block);
    await expect(written).toMatchFileSnapshot(page);
  });

  it('draws the very chart that docs show', () => {
    const drawn = readFileSync(join(demo.folder, 'outputs/charts/income.svg'), 'utf8');
    // Otherwise: npm run build && npm run docs:pictures.
    expect(drawn).toBe(readFileSync(new URL('../../docs/drift_chart.svg', import.meta.url), 'utf8'));
  });

  it('goes back in one command, and says what serves', () => {
    expect(cli(demo.folder, 'rollback', '--config', 'examples/demo/config.yaml').status).toBe(0);
    expect(cli(demo.folder, 'status', '--config', 'examples/demo/config.yaml').stdout).toMatch(/version 1/);
  });

  it('writes the report of two files', () => {
    const args = ['check', 'data/train.csv', 'data/stream/stream_0013.csv', '--report', 'check.html'];
    const { status, stdout, stderr } = cli(demo.folder, ...args);
    expect([status, stdout.split('\n')[0], stderr]).toEqual([
      1,
      'Drift in 1 of 7 columns: income.',
      expect.stringContaining('wrote check.html') as string,
    ]);
    const html = readFileSync(join(demo.folder, 'check.html'), 'utf8');
    expect(html).toMatch(/<h1[^>]*>Drift in 1 of 7 columns: income\.<\/h1>/);
    expect(html).toContain('stream_0013.csv');
    expect(cli(demo.folder, ...args.slice(0, 4), 'nowhere/check.html').stderr).toMatch(/nowhere.*[^]*remedy/);
  });

  it('compares two files: 0 for none, 1 for drift, 2 for what is no file', () => {
    expect(cli(demo.folder, 'check', 'data/train.csv', 'data/stream/stream_0009.csv').status).toBe(0);
    expect(cli(demo.folder, 'check', 'data/train.csv', 'data/stream/stream_0013.csv').status).toBe(1);
    expect(cli(demo.folder, 'check', 'data/train.csv', 'nowhere.csv').status).toBe(2);
  });
});

describe('make demo with the seed’s own file', () => {
  it('behaves as the seed: fixed thresholds, retrained and served without a gate', { timeout: 120_000 }, () => {
    const { runs, reports, folder } = play('config.yaml');
    expect(runs.map((run) => run.status)).toEqual([0, 0, 0]);
    expect(reports.some((report) => report.concept?.drift)).toBe(true);
    for (const [i, report] of reports.entries()) {
      if (report.decision.action !== 'train') continue;
      expect(report.verdict === 'drift' || report.concept?.drift).toBe(true);
      if (reports[i + 1]) expect(reports[i + 1]!.modelVersion).toBe(report.modelVersion! + 1);
    }
    expect(readFileSync(join(folder, 'models/registry.csv'), 'utf8').split('\n')[0]).toMatch(
      /^version,metrics,timestamp,data_size,notes/,
    );
  });
});

describe('errors of the command line', () => {
  const empty = mkdtempSync(join(tmpdir(), 'driftsense-empty-'));
  it.each([
    [['run-monitor', '--config', 'nope.yaml'], /nope\.yaml/, 'remedy: driftsense init'],
    [['check', 'a.csv', 'b.csv'], /a\.csv/, 'remedy: '],
    [['frobnicate'], /unknown command/, 'remedy: driftsense --help'],
  ])('%j: one line of cause, one of remedy, exit code 2, no stack', (args, cause, remedy) => {
    const { status, stderr } = cli(empty, ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(cause);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('does not write over a configuration, and prints the seed’s with every value it sets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftsense-config-'));
    cpSync(join(root, 'config.yaml'), join(folder, 'config.yaml'));
    const { status } = cli(folder, 'init', '--config', 'config.yaml');
    expect(status).toBe(2);
    const printed = cli(folder, 'run-monitor', '--print-config');
    expect(printed.status).toBe(0);
    for (const value of [
      'ks_pvalue_lt: 0.05',
      'js_divergence_gt: 0.1',
      'psi_gt: 0.25',
      'adwin_delta: 0.002',
      'strategy: append',
    ])
      expect(printed.stdout).toContain(value);
  });
});
