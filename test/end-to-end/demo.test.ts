import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WindowReport } from 'driftsense';
import { fileContents } from '../file-contents.js';
import { shellLines } from '../docs/page-snippets.js';
import { checkout, removeCheckouts, type Checkout, type Ended } from './checkout.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
afterAll(removeCheckouts);

/** The commands of its page, in their order. */
const [play, serving, back, seeds, ...others] = shellLines('examples/demo/README.md');

/** Nothing that needs a daemon: the demo says which way it went, and why. */
const locally = /^demo: locally, since (?:there is no docker command|no Docker daemon answers)\n/;

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
  let demo: Checkout;
  let ended: Ended;
  let reports: readonly WindowReport[];
  beforeAll(() => {
    demo = checkout();
    ended = demo.shell(play!);
    reports = demo.reports();
  });

  it('goes locally where no daemon answers, says so, and where to look', () => {
    expect(ended.status).toBe(0);
    expect(ended.stderr).toMatch(locally);
    const places = [...ended.stderr.matchAll(/^(?:Look at| {7}) {2}(.*?)(?: {3,}.*)?$/gm)].flatMap(([, paths]) =>
      paths!.split(', '),
    );
    expect(places).toContain('outputs/report.html');
    expect(places.filter((path) => !existsSync(join(demo.folder, path)))).toEqual([]);
  });

  it('leaves charts, report, flags, results, versions and logs', () => {
    for (const file of [
      'outputs/report.html',
      'outputs/flags.csv',
      'models/model_v1.json',
      'models/model_v2.json',
      'models/registry.csv',
      'logs/driftsense.ndjson',
    ])
      expect(existsSync(join(demo.folder, file)), file).toBe(true);
  });

  it('leaves one chart for each column, and each reads without colour and without eyes', () => {
    const columns = new Set(reports.flatMap((report) => report.columns.map(({ column }) => column)));
    const charts = readdirSync(join(demo.folder, 'outputs/charts'));
    expect(charts.toSorted()).toEqual(Array.from(columns, (column) => `${column}.svg`).toSorted());
    for (const column of columns) {
      const svg = readFileSync(join(demo.folder, 'outputs/charts', `${column}.svg`), 'utf8');
      expect(svg, column).toMatch(new RegExp(`<title>${column}: effect .* per window`));
      expect(svg, column).toMatch(/<desc>30 windows from stream_0001\.csv to stream_0030\.csv\. Drift in /);
      const drifted = reports.filter((report) =>
        report.columns.some((one) => one.column === column && one.verdict === 'drift'),
      ).length;
      // A shape for each flagged window and the dashed limit, each with its word: nothing is told by colour alone.
      expect(svg.match(/<path class="drift flag"/g) ?? [], column).toHaveLength(drifted);
      expect(svg, column).toMatch(/<path class="limit"/);
      expect(svg, column).toMatch(/>tolerance 0\.05<\/text>/);
      if (drifted > 0) expect(svg, column).toMatch(/>drift<\/text>/);
    }
  });

  it('flags no window before the first true onset, and finds both kinds of drift within two windows of theirs', () => {
    const truth = JSON.parse(readFileSync(join(demo.folder, 'data/truth.json'), 'utf8')) as {
      features: { column: string; onset: string }[];
      concept: { onset: string };
    };
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
    const places = steps.map((step) => ended.stdout.indexOf(step));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(ended.stdout).toContain('dry-run, nothing sent');
    const trained = reports.findIndex((report) => report.decision.action === 'train');
    expect([reports[trained]!.modelVersion, reports[trained + 1]!.modelVersion]).toEqual([1, 2]);
  });

  // `npx vitest run test/end-to-end/demo.test.ts -u` writes it there.
  it('says what its page shows', async () => {
    const page = join(root, 'examples/demo/README.md');
    const block = `\`\`\`text\n${news(ended.stdout)}\`\`\``;
    const written = readFileSync(page, 'utf8').replace(/^```text\n[^]*?^```$/m, () => block);
    await expect(written).toMatchFileSnapshot(page);
  });

  it('draws the very chart that docs show', () => {
    const drawn = readFileSync(join(demo.folder, 'outputs/charts/income.svg'), 'utf8');
    // Otherwise: npm run build && npm run docs:pictures.
    expect(drawn).toBe(readFileSync(new URL('../../docs/drift_chart.svg', import.meta.url), 'utf8'));
  });

  it('goes back in one command, and says what serves', () => {
    expect(others).toEqual([]);
    expect(demo.shell(serving!).stdout).toMatch(/^version 2 serves, of 2$/m);
    expect(demo.shell(back!)).toMatchObject({ status: 0, stderr: '' });
    expect(demo.shell(serving!).stdout).toMatch(/^version 1 serves, of 2$/m);
  });

  it('writes the report of two files', () => {
    const args = ['check', 'data/train.csv', 'data/stream/stream_0013.csv', '--report', 'check.html'];
    const { status, stdout, stderr } = demo.cli(...args);
    expect([status, stdout.split('\n')[0], stderr]).toEqual([
      1,
      'Drift in 1 of 7 columns: income.',
      expect.stringContaining('wrote check.html') as string,
    ]);
    const html = readFileSync(join(demo.folder, 'check.html'), 'utf8');
    expect(html).toMatch(/<h1[^>]*>Drift in 1 of 7 columns: income\.<\/h1>/);
    expect(html).toContain('stream_0013.csv');
    expect(demo.cli(...args.slice(0, 4), 'nowhere/check.html').stderr).toMatch(/nowhere.*[^]*remedy/);
  });

  it('compares two files: 0 for none, 1 for drift, 2 for what is no file', () => {
    expect(demo.cli('check', 'data/train.csv', 'data/stream/stream_0009.csv').status).toBe(0);
    expect(demo.cli('check', 'data/train.csv', 'data/stream/stream_0013.csv').status).toBe(1);
    expect(demo.cli('check', 'data/train.csv', 'nowhere.csv').status).toBe(2);
  });
});

describe('make demo again', () => {
  let demo: Checkout;
  beforeAll(() => {
    demo = checkout();
    expect(demo.shell('make demo').status).toBe(0);
  });

  it('judges the data that are there, and goes on from the versions that it made', () => {
    const before = fileContents(join(demo.folder, 'data'));
    const { status, stdout, stderr } = demo.shell('make demo');
    expect([status, stderr]).toEqual([0, expect.stringContaining('demo: data/ is there already\n') as string]);
    expect(fileContents(join(demo.folder, 'data'))).toEqual(before);
    expect(stdout).toMatch(/^version 3, trained on .* serves/m);
    expect(demo.reports().map(({ modelVersion }) => modelVersion)).toEqual([
      ...Array.from({ length: 20 }, () => 3),
      ...Array.from({ length: 10 }, () => 4),
    ]);
    expect(demo.shell('cut -d, -f1 models/registry.csv').stdout.trim().split(/\s+/)).toEqual([
      'version',
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('refuses versions that it did not make, touches nothing, and its remedy is a command that works', () => {
    writeFileSync(join(demo.folder, 'models/model_v5.json'), '{"theirs": true}');
    const kept = () => ['data', 'models', 'logs', 'outputs'].map((name) => fileContents(join(demo.folder, name)));
    const before = kept();
    const { status, stdout, stderr } = demo.shell('make demo');
    expect([status, stdout]).toEqual([2, '']);
    const [cause, remedy] = stderr.split('\n');
    expect(cause).toBe(
      'error: models/ holds model versions this demo did not make (4 of 5 are its own); it does not touch the work of others',
    );
    expect(kept()).toEqual(before);
    const command = /^remedy: (.*)$/.exec(remedy!)![1]!;
    const after = demo.shell(command);
    expect([after.status, after.stdout]).toEqual([0, expect.stringMatching(/^version 1, trained on /m) as string]);
    expect(readFileSync(join(demo.folder, 'models.kept/model_v5.json'), 'utf8')).toBe('{"theirs": true}');
  });
});

describe('make demo with the seed’s own file', () => {
  it('behaves as the seed: fixed thresholds, retrained and served without a gate', () => {
    const demo = checkout();
    const { status, stdout, stderr } = demo.shell(seeds!);
    expect([status, stderr]).toEqual([0, expect.stringMatching(locally) as string]);
    expect(stdout).toContain('preset thresholds: 30 stream files against the 14,000 rows of data/train.csv');
    const reports = demo.reports();
    expect(reports.some((report) => report.concept?.drift)).toBe(true);
    const trained = reports.flatMap((report, i) => (report.decision.action === 'train' ? [i] : []));
    expect(trained.length).toBeGreaterThan(0);
    for (const i of trained) {
      const report = reports[i]!;
      expect(report.verdict === 'drift' || report.concept?.drift).toBe(true);
      if (reports[i + 1]) expect(reports[i + 1]!.modelVersion).toBe(report.modelVersion! + 1);
    }
    expect(readFileSync(join(demo.folder, 'models/registry.csv'), 'utf8').split('\n')[0]).toMatch(
      /^version,metrics,timestamp,data_size,notes/,
    );
  });
});

describe('errors of the command line', () => {
  const empty = checkout();
  it.each([
    [['run-monitor', '--config', 'nope.yaml'], /nope\.yaml/, 'remedy: driftsense init'],
    [['check', 'a.csv', 'b.csv'], /a\.csv/, 'remedy: '],
    [['frobnicate'], /unknown command/, 'remedy: driftsense --help'],
  ])('%j: one line of cause, one of remedy, exit code 2, no stack', (args, cause, remedy) => {
    const { status, stderr } = empty.cli(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(cause);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('does not write over a configuration, and prints the seed’s with every value it sets', () => {
    const there = checkout();
    expect(there.cli('init', '--config', 'config.yaml').status).toBe(2);
    const printed = there.cli('run-monitor', '--print-config');
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
