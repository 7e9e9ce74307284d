import { cpSync, rmSync } from 'node:fs';
import { DriftSenseError, memoryClock } from 'driftsense';
import { fileRegistry } from 'driftsense/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftsense, folderWith, removeFolders, type Outcome } from './command-line.js';
import { trainedWorkspace, workspace, workspaceIn, type Workspace } from './workspace.js';

afterAll(removeFolders);

const budget = `
name: shop
retraining: {mode: auto, strategy: replace, min_rows: 200}
alerting:
  slack: {enabled: true, webhook_url: "\${SLACK_WEBHOOK_URL}"}
`;

describe('driftsense run-monitor', () => {
  let here: Workspace;
  let outcome: Outcome;
  let lines: string[];
  beforeAll(async () => {
    here = await trainedWorkspace(budget);
    outcome = await here.run('run-monitor');
    lines = outcome.out.split('\n');
  });

  it('says before the first window what is compared with what, the false alarms to expect, and which version serves', () => {
    expect(outcome.code).toBe(0);
    expect(lines.slice(0, 5)).toEqual([
      expect.stringMatching(/^monitor 'shop', preset budget: 14 stream files against the 2,100 rows of .*train\.csv$/),
      'false alarms to expect: under 0.1 % of windows (9 tested columns, about 300 rows a window)',
      expect.stringMatching(
        /^false alarms with every column at its tolerance: 0\.\d % of windows on average, over \d\.\d % for one monitor in twenty$/,
      ),
      'version 1 serves',
      expect.stringMatching(/^· stream_0001\.csv/),
    ]);
  });

  it('warns loudly that a channel without secrets sends nothing, and repeats it at each delivery and at the end', () => {
    expect(outcome.err).toBe('warning: slack is a DRY RUN: nothing will be sent, webhook_url unset or a placeholder\n');
    expect(outcome.out).toContain('delivery  slack: dry-run, nothing sent');
    expect(outcome.out).toMatch(/deliveries: 0 sent, \d+ dry-run \(slack\), 0 failed/);
  });

  it('tells each window in a line, and marks those of the reference as not counted', () => {
    const windows = lines.filter((line) => /^[!?~·-] stream_/.test(line));
    expect(windows.length).toBe(14);
    for (const [i, line] of windows.entries()) {
      expect(line).toContain(`stream_${String(i + 1).padStart(4, '0')}.csv`);
      expect(line.endsWith(' Rows of the reference: not counted.')).toBe(i < 7);
    }
  });

  it('says why drift leads to no training when it begins, and not again with every window', () => {
    expect(lines.find((line) => line.includes('drift in too few windows yet'))).toBe(
      '    decision  no retraining: drift in too few windows yet (1 of 2 windows)',
    );
    const reasons = lines.filter((line) => line.startsWith('    decision'));
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.every((line, i) => line !== reasons[i + 1])).toBe(true);
  });

  it('tells training, gate and promotion in figures, and the version that serves from then on', () => {
    const train = lines.findIndex((line) => /^ {4}train {5}a candidate from [\d,]+ rows$/.test(line));
    const gate = lines.findIndex((line) =>
      /^ {4}gate {6}version 2 against 1: promote: only version 2 is right on \d+ of \d+ held-out rows, only version 1 on \d+$/.test(
        line,
      ),
    );
    const promote = lines.indexOf('    promote   version 2 serves from the next window on (was 1)');
    expect([train, gate, promote].every((at) => at > 0)).toBe(true);
    expect([train, gate, promote]).toEqual([train, gate, promote].toSorted((a, b) => a - b));
    const { promotions } = JSON.parse(here.read('outputs', 'status.json')) as {
      promotions: { window: string; version: number }[];
    };
    const reports = here.reports();
    expect(promotions[0]!.version).toBe(2);
    for (const { window, version } of promotions) {
      const at = reports.findIndex((report) => report.window.id === window);
      expect(reports[at]!.modelVersion).toBe(version - 1);
      expect(reports[at + 1]?.modelVersion ?? version).toBe(version);
    }
  });

  it('ends with counts that are those of the results, and says where to look', () => {
    const reports = here.reports();
    const drift = reports.filter(({ verdict, window }) => verdict === 'drift' && !window.inReference).length;
    const concept = reports.filter((report) => report.concept?.drift).length;
    expect(outcome.out).toContain(
      `14 windows judged, 7 of them rows of the reference: ${drift} with drift, ${concept} with concept drift\n`,
    );
    for (const [name, pattern] of [
      ['report.html', /^wrote .*report\.html$/],
      ['flags.csv', /^wrote .*flags\.csv$/],
      ['charts', /^wrote .*charts\/: 9 charts$/],
    ] as const) {
      expect(
        lines.some((line) => pattern.test(line)),
        name,
      ).toBe(true);
      expect(here.exists('outputs', name)).toBe(true);
    }
  });

  it('keeps the results of the run before', async () => {
    const before = here.read('outputs', 'results.ndjson');
    expect((await here.run('run-monitor')).code).toBe(0);
    expect(here.read('outputs', 'results.ndjson.previous')).toBe(before);
    expect(here.reports().length).toBe(14);
  });
});

describe('driftsense run-monitor', () => {
  it('prints one JSON summary with --json, and it is what status.json holds', async () => {
    const here = await trainedWorkspace('name: shop\n');
    const { code, out } = await here.run('run-monitor', '--json');
    expect(code).toBe(0);
    const { outputs, ...summary } = JSON.parse(out) as Record<string, unknown>;
    expect(outputs).toBe(here.path('outputs'));
    expect(JSON.parse(here.read('outputs', 'status.json'))).toEqual({ kind: 'status', schemaVersion: 1, ...summary });
    expect(summary).toMatchObject({
      windows: 14,
      inReference: 7,
      interrupted: false,
      errors: 0,
      lostLogLines: 0,
      dryRunChannels: [],
      last: { window: 'stream_0014.csv', verdict: 'drift' },
    });
  });

  it('prints the configuration in force and judges nothing, on --print-config', async () => {
    const here = await workspace('seed: 5\n');
    const { code, out } = await here.run('run-monitor', '--print-config');
    expect(code).toBe(0);
    expect(out).toMatch(/^seed: 5 # .*config\.yaml:1$/m);
    expect(out).toMatch(/^ {2}label: label # default$/m);
    expect(here.exists('outputs')).toBe(false);
  });

  it('shows windows, rate and time left on a terminal, and nothing of it in a pipe', async () => {
    const here = await trainedWorkspace();
    const clock = memoryClock(Date.parse('2026-01-01'));
    let seconds = 0;
    const { progress, err } = await here.runIn(
      { terminal: true, clock: { ...clock, monotonic: () => 1_000 * seconds++ } },
      'run-monitor',
    );
    expect(err).toBe('');
    const steps = progress.filter((line) => line.includes('windows'));
    expect(steps.length).toBe(14);
    for (const [i, line] of steps.entries())
      expect(line).toMatch(new RegExp(`^${i + 1}/14 windows, [\\d,]+ rows/s, (?:\\d+ min )?\\d+ s left$`));
    expect(steps.at(-1)).toMatch(/, 0 s left$/);
    expect(progress[0]).toBe(`reading ${here.path('data/train.csv')}`);
    expect(progress.at(-1)).toBe('');
    expect((await here.run('run-monitor')).progress).toEqual([]);
  });

  it('uses colour only where standard output may be coloured', async () => {
    const here = await trainedWorkspace();
    const escape = String.fromCodePoint(27);
    expect((await here.run('run-monitor')).out).not.toContain(escape);
    const { out } = await here.runIn({ colour: true }, 'run-monitor');
    expect(out).toContain(`${escape}[31m! stream_0009.csv`);
    expect(out).toContain(`${escape}[2m· stream_0001.csv`);
  });

  it('needs no model where the data have no label, and says that it watches data alone', async () => {
    const here = await workspace('columns: {label: {role: ignore}}\n');
    const { code, out } = await here.run('run-monitor');
    expect(code).toBe(0);
    expect(out).toContain('no model serves: data drift only\n');
    expect(out).toMatch(/: 6 with drift, 0 with concept drift$/m);
    expect(here.exists('models')).toBe(false);
  });

  it('names the serving version when somebody else changes it', async () => {
    const here = await trainedWorkspace('retraining: {enabled: false}\n');
    await here.run('init-model');
    // Goes back in the middle of the run, between two windows: the record of a rollback, made in a copy, appears.
    const copy = workspaceIn(folderWith());
    cpSync(here.folder, copy.folder, { recursive: true });
    await copy.run('rollback');
    const moves = 'models/aliases/champion';
    const { out } = await here.runIn(
      {
        onLine: (line) => {
          if (line.includes('stream_0003')) cpSync(copy.path(moves), here.path(moves), { recursive: true });
        },
      },
      'run-monitor',
    );
    expect(out).toContain('version 2 serves\n');
    const serving = out.split('\n').filter((line) => line.startsWith('    serving'));
    expect(serving).toEqual(['    serving   version 1 (was 2)']);
    const versions = here.reports().map(({ modelVersion }) => modelVersion);
    expect([versions[0], versions.at(-1)]).toEqual([2, 1]);
    const first = here.reports().find(({ modelVersion }) => modelVersion === 1)!.window.id;
    expect(out.slice(out.indexOf('    serving')).split('\n')[1]).toContain(first);
  });

  it('says at the start what is wrong with the registry, and goes on', async () => {
    const here = await trainedWorkspace();
    here.write('models/model_v7.pkl', 'x');
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(0);
    expect(here.plain(err)).toBe(
      "warning: REGISTRY_FOREIGN: '<folder>/models/model_v7.pkl' was not written by driftsense\n",
    );
    expect(here.log()).toContainEqual(
      expect.objectContaining({ level: 'warn', event: 'registry', code: 'REGISTRY_FOREIGN', file: 'model_v7.pkl' }),
    );
    expect(here.read('models', 'model_v7.pkl')).toBe('x');
  });

  it('says which command promotes a candidate that passed the gate, and that command does', async () => {
    const here = await trainedWorkspace('retraining: {mode: candidate, strategy: replace, min_rows: 200}\n');
    const { out } = await here.run('run-monitor');
    const hint = `    waiting   for you, to let version 2 serve: driftsense rollback --config ${here.config} --to 2`;
    expect(out.split('\n')).toContain(hint);
    expect(out).toMatch(/, 0 promoted/);
    expect((await driftsense(hint.slice(hint.indexOf('rollback')).split(' '))).out).toBe('version 2 serves (was 1)\n');
  });

  it('foretells the false alarms of fixed thresholds, and they come', async () => {
    const here = await trainedWorkspace('preset: thresholds\nretraining: {enabled: false}\n', { days: 30, rows: 300 });
    const { out } = await here.run('run-monitor');
    const [, mean, worst] =
      /^false alarms to expect: (\d+) % of windows on average, over (\d+) % for one monitor in twenty/m
        .exec(out)!
        .map(Number);
    expect(mean).toBeGreaterThan(20);
    expect(worst).toBeGreaterThan(mean!);
    expect(out).not.toContain('at its tolerance');
  });

  it('says what gives a verdict where the rows ended before a window was full', async () => {
    const run = async (window: string) => {
      const here = await trainedWorkspace(`window: ${window}\nretraining: {enabled: false}\n`);
      const { code, out, err } = await here.run('run-monitor');
      return {
        code,
        windows: out.split('\n').filter((line) => /^. \d /.test(line)),
        out,
        err,
        status: JSON.parse(here.read('outputs', 'status.json')) as object,
      };
    };
    const report = await run('{rows: 5000}');
    expect(report.windows).toEqual([
      "- 1   4,200 rows  No verdict on 9 columns: the window ended before it was full; trailing: 'judge' judges it anyway. Concept drift by adwin.",
    ]);
    expect(report.out).toContain('\n1 window judged, 1 without a verdict: 0 with drift, ');
    expect(report.err.split('\n')).toContain(
      'warning: no window has a verdict, because the rows ended before one was full; make windows smaller, or have the last judged as it is: window: { …, trailing: judge }',
    );
    expect(report).toMatchObject({ code: 0, status: { windows: 1, undecided: 1, last: { reason: 'partial-window' } } });
    const two = await run('{rows: 3000}');
    expect(two.windows.map((line) => line.slice(0, 3))).toEqual(['~ 1', '- 2']);
    expect(two.err).not.toContain('no window has a verdict');
    const judge = await run('{rows: 5000, trailing: judge}');
    expect(judge.windows.map((line) => line.slice(0, 3))).toEqual(['! 1']);
    expect(judge.out).not.toContain('without a verdict');
    expect(judge.err).not.toContain('no window has a verdict');
  }, 60_000);

  it('when interrupted keeps what was judged, draws it, and says how to go on', async () => {
    const here = await trainedWorkspace();
    const stop = new AbortController();
    const world = {
      signal: stop.signal,
      onLine: (line: string) => {
        if (line.includes('stream_0009')) stop.abort();
      },
    };
    const { code, out, err } = await here.runIn(world, 'run-monitor');
    expect(code).toBe(0);
    expect(err).toBe(
      `interrupted after 9 of 14 windows; what was judged is in ${here.path('outputs')}\nnext: driftsense run-monitor --config ${here.config}\n`,
    );
    expect(out).toContain('9 windows judged');
    expect(here.reports().length).toBe(9);
    expect(here.exists('outputs', 'report.html')).toBe(true);
    expect(JSON.parse(here.read('outputs', 'status.json'))).toMatchObject({ interrupted: true, windows: 9 });
    expect((await here.run('status')).out).toMatch(/^last run .*, interrupted: 9 windows/m);
  });

  it('when a file of the stream is broken keeps, draws and tells what was judged before it', async () => {
    const here = await trainedWorkspace();
    const broken = 'data/stream/stream_0010.csv';
    here.write(broken, here.read(broken).replace(/\n[^\n]*\n/, '\n1,2\n'));
    const { code, out, err } = await here.run('run-monitor', '--json');
    expect(code).toBe(2);
    expect(here.plain(err)).toBe(
      "error[CSV_RAGGED]: <folder>/data/stream/stream_0010.csv, line 2: expected 7 fields, got 2: no field 3, 'usage_hours'\nremedy: correct the record, or read with data: {ragged: skip} in <folder>/config.yaml; to see it: sed -n 2p <folder>/data/stream/stream_0010.csv\n",
    );
    expect(JSON.parse(out)).toMatchObject({ windows: 9, error: { code: 'CSV_RAGGED' } });
    expect(here.reports().length).toBe(9);
    expect(here.exists('outputs', 'report.html')).toBe(true);
    expect((await here.run('status')).out).toMatch(/^last run .*, failed \(CSV_RAGGED: .*line 2.*\): 9 windows/m);
    expect(here.log().at(-1)).toMatchObject({ level: 'error', event: 'failed', code: 'CSV_RAGGED' });
  });

  it('goes on where only the pictures of a run fail, with an error that names the file', async () => {
    const here = await trainedWorkspace();
    here.write('outputs/report.html/x', '');
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[IO_FAILED\]: could not write '.*report\.html'/);
    expect(here.reports().length).toBe(14);
  });

  it('serves no version that cannot be read, and says how to go back', async () => {
    const here = await trainedWorkspace();
    await here.run('init-model');
    here.write('models/model_v2.json', '{');
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(2);
    expect(here.plain(err)).toContain('error[REGISTRY_CORRUPT]: version 2 serves and cannot be read: ');
    expect(err).toContain(`remedy: driftsense rollback --config ${here.config};`);
    expect((await here.run('rollback')).out).toBe('version 1 serves (was 2)\n');
    expect((await here.run('run-monitor')).code).toBe(0);
  });

  it('judges windows of rows, and draws PNG or nothing where that is asked for', async () => {
    const here = await workspace(
      'window: {rows: 600}\ncolumns: {label: {role: ignore}}\noutputs: {charts: png, report: false}\n',
    );
    expect((await here.run('run-monitor')).code).toBe(0);
    expect(here.reports().map(({ window }) => window.rows)).toEqual([600, 600, 600, 600, 600, 600, 600]);
    expect(here.exists('outputs', 'report.html')).toBe(false);
    expect(here.exists('outputs', 'charts', 'income.png')).toBe(true);
    rmSync(here.path('outputs'), { recursive: true });
    here.write('config.yaml', 'columns: {label: {role: ignore}}\noutputs: {charts: none}\n');
    const { out } = await here.run('run-monitor');
    expect(out).not.toContain('charts');
    expect(here.exists('outputs', 'charts')).toBe(false);
  });

  it('ends with the error of a registry that refuses, and leaves no half of anything', async () => {
    const here = await trainedWorkspace();
    rmSync(here.path('models'), { recursive: true });
    here.write('models', 'a file');
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[REGISTRY_UNSAFE\]/);
    expect(here.exists('outputs', 'results.ndjson')).toBe(false);
    expect(
      DriftSenseError.is(
        await fileRegistry(here.path('models'))
          .alias('champion')
          .catch((e: unknown) => e),
      ),
    ).toBe(true);
  });
});
