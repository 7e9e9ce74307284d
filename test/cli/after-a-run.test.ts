import { userInfo } from 'node:os';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from 'driftsense';
import { fileRegistry } from '../../src/node.js';
import { collect } from '../../src/testing/registry-entries.js';
import { removeFolders } from './command-line.js';
import { trainedWorkspace, workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

let here: Workspace;
beforeAll(async () => {
  here = await trainedWorkspace(
    'name: shop\nretraining: {mode: auto, strategy: replace, min_rows: 200}\noutputs: {charts: both}\n',
  );
  await here.run('run-monitor');
});

const files = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.'))
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );

describe('two runs on the same files', () => {
  it('give the same results, charts, flags and report, byte for byte', async () => {
    const again = await workspace(here.read('config.yaml'));
    await again.run('init-model');
    await again.run('run-monitor');
    const drawn = (place: Workspace) => {
      const { 'status.json': _, ...rest } = files(place.path('outputs'));
      return rest;
    };
    // The report says when versions were made; nothing else knows the time.
    const [one, two] = [here, again].map((place) => {
      const { 'report.html': __, ...rest } = drawn(place);
      return rest;
    });
    expect(Object.keys(one!).length).toBeGreaterThan(10);
    expect(two).toEqual(one);
  });
});

describe('driftsense report', () => {
  it('draws again, byte for byte, what the run drew', async () => {
    const before = files(here.path('outputs'));
    for (const name of ['report.html', 'flags.csv', 'charts']) rmSync(here.path('outputs', name), { recursive: true });
    const { code, out, err } = await here.run('report');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(files(here.path('outputs'))).toEqual(before);
    expect(out.split('\n').filter((line) => line.startsWith('wrote ')).length).toBe(Object.keys(before).length - 2);
    expect(here.read('outputs', 'report.html')).toContain('v2');
  });

  it('names all files as JSON', async () => {
    const { out } = await here.run('report', '--json');
    const { windows, written } = JSON.parse(out) as { windows: number; written: string[] };
    expect(windows).toBe(14);
    expect(written).toEqual(
      expect.arrayContaining([here.path('outputs/report.html'), here.path('outputs/charts/age.png')]),
    );
    for (const path of written) expect(readFileSync(path).length).toBeGreaterThan(100);
  });

  it('explains a column in the last window, or in the one named, and writes nothing', async () => {
    const before = files(here.path('outputs'));
    const last = await here.run('report', '--explain', 'income');
    expect({ code: last.code, err: last.err }).toEqual({ code: 0, err: '' });
    expect(last.out).toMatch(/^Alarm: income drifted in window stream_0014\.csv: a change beyond the tolerance\.\n/);
    expect(last.out).toMatch(
      /^The alert 'data drift' is open since window stream_0009\.csv and fired in \d windows\.$/m,
    );
    // Under the key that the configuration has for it.
    expect(last.out).toMatch(/; while it goes on the next comes in \d windows? \(alerting\.remind_every\)\.$/m);
    const first = await here.run('report', '--explain', 'income', '--window', 'stream_0008.csv');
    expect(first.out).toMatch(/^No alarm for income in window stream_0008\.csv: /);
    const json = JSON.parse((await here.run('report', '--explain', 'income', '--json')).out) as Explanation;
    expect(json).toMatchObject({ column: 'income', window: 'stream_0014.csv', alarmed: true });
    expect(json.sentences.join('\n')).toBe(last.out.trimEnd());
    expect(files(here.path('outputs'))).toEqual(before);
  });

  it.each([
    [
      'a column that is none',
      ['--explain', 'incme'],
      "--explain: the report on window stream_0014.csv has no column 'incme'; did you mean 'income'?",
      '--explain income',
    ],
    [
      'a column that is like none',
      ['--explain', 'zzzzzzzzz'],
      "has no column 'zzzzzzzzz'",
      'ignored columns are never compared: driftsense report --config CONFIG --explain <column>',
    ],
    [
      'a window that is none',
      ['--explain', 'income', '--window', 'stream_8.csv'],
      "judged no window 'stream_8.csv'",
      '--explain income --window stream_0008.csv',
    ],
    ['a window and nothing to explain', ['--window', 'w_8'], 'only with --explain', '--explain <column> --window w_8'],
  ])('refuses %s, with the command that works', async (_, flags, cause, remedy) => {
    const told = await here.run('report', ...flags);
    expect(told).toMatchObject({ code: 2, out: '' });
    const [first, second] = told.err.trimEnd().split('\n');
    expect(first).toMatch(/^error\[OPTION_INVALID\]: /);
    expect(first).toContain(cause);
    const command = `driftsense report --config ${here.config} `;
    expect(second).toMatch(/^remedy: /);
    expect(second!.endsWith(remedy.replace('driftsense report --config CONFIG ', command))).toBe(true);
    expect(second).toContain(command);
  });

  it('makes a report even where the run was told to make none', async () => {
    const quiet = await workspace('columns: {label: {role: ignore}}\noutputs: {report: false, charts: none}\n');
    await quiet.run('run-monitor');
    expect(quiet.exists('outputs', 'report.html')).toBe(false);
    const { out } = await quiet.run('report');
    expect(out).toMatch(/report\.html\nwrote .*flags\.csv\n$/);
    expect(quiet.exists('outputs', 'report.html')).toBe(true);
  });

  it('reads past half a last line, which a run that died leaves', async () => {
    const cut = await workspace();
    cut.write('outputs/results.ndjson', `${here.read('outputs', 'results.ndjson')}{"kind":"windowRep`);
    expect(JSON.parse((await cut.run('report', '--json')).out)).toMatchObject({ windows: 14 });
  });

  it.each([
    ['that are none', 'not json\n', 'STATE_INVALID', 'results.ndjson:1: expected a window report'],
    ['of another kind', '{"kind":"status"}\n', 'STATE_INVALID', 'results.ndjson:1: expected a window report'],
    ['that are null', 'null\n', 'STATE_INVALID', 'results.ndjson:1: expected a window report'],
    ['without a window', '', 'STATE_INVALID', 'results.ndjson holds no window'],
    ['that are absent', undefined, 'FILE_NOT_FOUND', 'results.ndjson does not exist'],
  ])('refuses results %s, and names the run that would make them', async (_, text, code, cause) => {
    const there = await workspace();
    if (text !== undefined) there.write('outputs/results.ndjson', text);
    const { code: ended, err } = await there.run('report');
    expect(ended).toBe(2);
    expect(err).toMatch(new RegExp(`^error\\[${code}\\]: .*${cause}\nremedy: driftsense run-monitor --config `));
    expect(there.exists('outputs', 'report.html')).toBe(false);
  });

  it('says of a folder in the place of the results that it cannot be read', async () => {
    const there = await workspace();
    there.write('outputs/results.ndjson/x', '');
    expect((await there.run('report')).err).toMatch(
      /^error\[FILE_UNREADABLE\]: .*results\.ndjson is a directory, not a file/,
    );
  });

  it.each(['{"features": 5}', 'not json'])('takes a truth.json that says %s for somebody else’s', async (text) => {
    const there = await workspace();
    there.write('outputs/results.ndjson', here.read('outputs', 'results.ndjson'));
    there.write('data/truth.json', text);
    expect((await there.run('report')).code).toBe(0);
    expect(there.read('outputs', 'report.html')).not.toContain('true onset');
  });
});

describe('driftsense status', () => {
  it('keeps its columns in line from version 10 on', async () => {
    const there = await workspace('columns: {label: {role: ignore}}\n');
    const registry = fileRegistry(there.path('models'));
    for (let i = 0; i < 10; i++)
      await registry.append({ trainer: 'hand', model: null, metrics: {}, createdAt: 0, rows: 5 });
    const { out } = await there.run('status');
    const places = out.split('\n').flatMap((line) => (line.includes(' hand ') ? [line.indexOf(' hand ')] : []));
    expect(places).toEqual(Array.from({ length: 10 }, () => places[9]));
  });

  it('lists the versions, marks the one that serves, and says how the last run ended', async () => {
    const { code, out, err } = await here.run('status');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('version 2 serves, of 2');
    expect(lines[1]).toMatch(
      /^ {4}v1 {2}\d{4}-\d\d-\d\dT\d\d:\d\dZ {2}logisticRegression {2}2,100 rows {2}auc 0\.\d+ {2}accuracy 0\.\d+ {2}initial$/,
    );
    expect(lines[2]).toMatch(/^ {2}\* v2 .*drift, confirmed$/);
    expect(lines[3]).toMatch(
      /^last run \S+Z: 14 windows, \d+ with drift, 1 with concept drift; \d+ alerts, deliveries: 0 sent, 0 dry-run, 0 failed; last window stream_0014\.csv: drift$/,
    );
  });

  it('says the same as JSON, without the models themselves', async () => {
    const { out } = await here.run('status', '--json');
    const told = JSON.parse(out) as {
      champion: number;
      versions: Record<string, unknown>[];
      problems: unknown[];
      last: object;
    };
    expect(told).toMatchObject({ champion: 2, problems: [], last: { kind: 'status', windows: 14 } });
    expect(told.versions.map(({ version }) => version)).toEqual([1, 2]);
    for (const version of told.versions) expect(Object.keys(version)).not.toContain('model');
  });

  it('ends as an error, with the way back, where the version that serves cannot be read', async () => {
    const there = await workspace('columns: {label: {role: ignore}}\n');
    const registry = fileRegistry(there.path('models'));
    const { version } = await registry.append({ trainer: 'hand', model: null, metrics: {}, createdAt: 0, rows: 5 });
    await registry.setAlias('champion', version, undefined);
    expect((await there.run('status')).code).toBe(0);
    there.write('models/model_v1.json', '{}');
    for (const flags of [[], ['--json']]) {
      const { code, err } = await there.run('status', ...flags);
      expect(code).toBe(2);
      expect(err).toMatch(
        /error\[REGISTRY_CORRUPT\]: version 1 serves and cannot be read: .*\nremedy: driftsense rollback/,
      );
    }
  });

  it('before anything was done names the first command', async () => {
    const fresh = await workspace();
    expect((await fresh.run('status')).out).toBe(
      `no model serves; driftsense init-model --config ${fresh.config} trains the first\nno run yet\n`,
    );
    expect(JSON.parse((await fresh.run('status', '--json')).out)).toEqual({
      champion: null,
      versions: [],
      problems: [],
      last: null,
    });
  });

  it('warns of what is wrong in the registry', async () => {
    const there = await workspace();
    await there.run('init-model');
    there.write('models/readme.txt', 'x');
    const { code, out, err } = await there.run('status');
    expect(code).toBe(0);
    expect(out).toContain('version 1 serves, of 1');
    expect(err).toMatch(/^warning: REGISTRY_FOREIGN: .*readme\.txt/);
    expect(JSON.parse((await there.run('status', '--json')).out)).toMatchObject({
      problems: [{ code: 'REGISTRY_FOREIGN', file: 'readme.txt' }],
    });
  });

  it.each(['{}', 'not json'])('does not take a status.json that says %s for no run', async (text) => {
    const there = await workspace();
    there.write('outputs/status.json', text);
    const { code, err } = await there.run('status');
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[STATE_INVALID\]: .*status\.json: expected the status of a run\n/);
    const path = there.path('outputs/status.json');
    expect(err).toContain(
      `remedy: mv ${path} ${path}.kept; the next run writes it anew: driftsense run-monitor --config ${there.config}\n`,
    );
  });
});

describe('driftsense rollback', () => {
  let there: Workspace;
  beforeEach(async () => {
    there = await workspace();
    await there.run('init-model');
    await there.run('init-model');
  });

  it('lets the version before serve again, and says both', async () => {
    expect(await there.run('rollback')).toMatchObject({ code: 0, out: 'version 1 serves (was 2)\n', err: '' });
    expect((await there.run('status')).out).toContain('version 1 serves, of 2');
  });

  it('lets any version serve by --to, and keeps the reason on record', async () => {
    const { out } = await there.run('rollback', '--to', '1', '--reason', 'error rate doubled', '--json');
    expect(JSON.parse(out)).toEqual({
      version: 1,
      was: 2,
      reason: 'error rate doubled',
      actor: `user ${userInfo().username}`,
    });
    const moves = readdirSync(there.path('models/aliases/champion')).toSorted();
    expect(there.read('models/aliases/champion', moves.at(-1)!)).toContain('error rate doubled');
    expect((await there.run('rollback', '--to', '1')).out).toBe('version 1 serves\n');
  });

  it('keeps the name of whoever did it', async () => {
    await there.run('rollback', '--by', 'Ada');
    const registry = fileRegistry(there.path('models'));
    const actors = (await collect(registry.history('champion'))).map(({ actor }) => actor);
    expect(actors).toEqual([`user ${userInfo().username}`, `user ${userInfo().username}`, 'Ada']);
  });

  it('goes back no further than the first, and says how to choose', async () => {
    await there.run('rollback');
    const { code, err } = await there.run('rollback');
    expect(code).toBe(2);
    expect(err).toBe(
      `error[NO_PREVIOUS_VERSION]: rollback: nothing served before version 1\nremedy: driftsense rollback --config ${there.config} --to <version>; driftsense status --config ${there.config} lists them\n`,
    );
  });

  it.each(['9', '0', '-1'])('refuses version %s, which there is not', async (version) => {
    const { code, err } = await there.run('rollback', `--to=${version}`);
    expect(code).toBe(2);
    expect(err).toContain(`error[MODEL_NOT_FOUND]: the registry holds no version ${version}\n`);
    expect(err).toContain(`driftsense status --config ${there.config} lists them`);
    expect((await there.run('status')).out).toContain('version 2 serves');
  });

  it('without any version names the command that trains the first', async () => {
    const fresh = await workspace();
    expect((await fresh.run('rollback')).err).toBe(
      `error[NO_PREVIOUS_VERSION]: rollback: there is no champion\nremedy: driftsense init-model --config ${fresh.config}\n`,
    );
  });

  it('does not go back to a version that is damaged', async () => {
    there.write('models/model_v1.json', '{');
    const { code, err } = await there.run('rollback');
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[REGISTRY_CORRUPT\]/);
    expect((await there.run('status')).out).toContain('version 2 serves');
  });
});
