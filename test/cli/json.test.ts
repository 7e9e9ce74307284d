import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpublished } from '../published-schemas.js';
import { driftsense, folderWith, removeFolders } from './command-line.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

const yaml = `
name: shop
retraining: {mode: auto, strategy: replace, min_rows: 200}
columns: {income: {weight: 2}}
`;

/** Paths of what is null: nothing but what may be absent, since JSON writes a NaN so, too. */
function nulls(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => nulls(part, path === '' ? key : `${path}.${key}`));
}

describe('with --json every command prints one line of JSON, without a number that is none', () => {
  let here: Workspace;
  let before: unknown;
  const outcomes = new Map<string, { readonly code: number; readonly out: string }>();
  beforeAll(async () => {
    here = await workspace(yaml);
    const empty = folderWith();
    const run = async (name: string, ...flags: string[]) =>
      outcomes.set(name, await here.run(name, ...flags, '--json'));
    const days = ['--days', '14', '--rows', '100', '--json'];
    outcomes.set('generate-data', await driftsense(['generate-data', '--out', `${empty}/data`, ...days]));
    outcomes.set('init', await driftsense(['init', '--config', `${empty}/config.yaml`, '--json']));
    await run('doctor');
    await run('status');
    before = JSON.parse(outcomes.get('status')!.out);
    await run('init-model');
    await run('run-monitor');
    await run('status');
    await run('report');
    outcomes.set('report --explain', await here.run('report', '--explain', 'income', '--json'));
    const files = [here.path('data/train.csv'), here.path('data/stream/stream_0012.csv')];
    outcomes.set('check', await driftsense(['check', ...files, '--json']));
    outcomes.set('an error', await driftsense(['check', ...files.toReversed(), '--json', '--columns', 'x']));
    await run('rollback');
  });

  it.each([
    ['generate-data', 0],
    ['init', 0],
    ['doctor', 0],
    ['init-model', 0],
    ['run-monitor', 0],
    ['status', 0],
    ['report', 0],
    ['report --explain', 0],
    ['check', 1],
    ['an error', 2],
    ['rollback', 0],
  ])('%s', (name, code) => {
    const outcome = outcomes.get(name)!;
    expect(outcome.code, outcome.out).toBe(code);
    expect(outcome.out.trimEnd().split('\n')).toHaveLength(1);
    const printed: unknown = JSON.parse(outcome.out);
    expect(nulls(printed)).toEqual([]);
  });

  it('where nothing has been made yet, status says so: no champion, and no last run', () => {
    expect(nulls(before)).toEqual(['champion', 'last']);
  });

  it('reports are as their published schema says: of check, and of a run with training, gate and promotion', () => {
    expect(unpublished('window-report', JSON.parse(outcomes.get('check')!.out))).toEqual([]);
    const reports = here.reports(); // checks each
    expect(reports).toHaveLength(14);
    expect(new Set(reports.map(({ modelVersion }) => modelVersion))).toEqual(new Set([1, 2]));
    expect(reports.flatMap((report) => nulls(report))).toEqual([]);
  });

  it('and so are the run’s other files: its status, its log', () => {
    expect(nulls(JSON.parse(here.read('outputs', 'status.json')))).toEqual([]);
    expect(here.log().length).toBeGreaterThan(14);
    expect(here.log().flatMap((line) => nulls(line))).toEqual([]);
  });
});
