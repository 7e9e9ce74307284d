import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileContents } from '../file-contents.js';
import { besides, type Beside } from '../bad-inputs.js';
import { expectClearError } from './clear-error.js';
import { driftsense, folderWith, removeFolders, type Outcome } from './command-line.js';
import { workspace, type Workspace } from './workspace.js';

afterAll(removeFolders);

type Rows = readonly (readonly string[])[];
const table = (text: string): Rows =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
const csv = (rows: Rows) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
/** Changes the reference, row by row; the header is row 0. */
const reference =
  (change: (row: readonly string[], i: number) => readonly string[]) =>
  (here: Workspace): void =>
    here.write('data/train.csv', csv(table(here.read('data/train.csv')).map(change)));

interface Case {
  readonly name: string;
  /** Which of the inputs that are checked from code, too. */
  readonly beside?: Beside;
  readonly yaml?: string;
  /** Makes the input bad. */
  readonly spoil?: (here: Workspace) => void;
  /** Command, and what it ends with: a code of ours, or the status it states. */
  readonly ends: Readonly<Record<string, string | RegExp>>;
}

const noNaN = 'serves; out-of-fold: auc 0';

const cases: readonly Case[] = [
  {
    name: 'missing configuration',
    beside: 'missing file',
    spoil: (here) => rmSync(here.config),
    ends: { 'run-monitor': 'CONFIG_NOT_FOUND', 'init-model': 'CONFIG_NOT_FOUND', doctor: 'CONFIG_NOT_FOUND' },
  },
  {
    name: 'a folder as configuration',
    spoil(here) {
      rmSync(here.config);
      mkdirSync(here.config);
    },
    ends: { 'run-monitor': 'FILE_UNREADABLE' },
  },
  {
    name: 'configuration that is no YAML',
    yaml: 'a: [1\nb: }\n',
    ends: { 'run-monitor': 'CONFIG_INVALID' },
  },
  {
    name: 'unknown key',
    beside: 'unknown key',
    yaml: 'drift:\n  thresholds:\n    ks_pvalue_tl: 0.05\nretraning: {mode: auto}\n',
    ends: { 'run-monitor': 'CONFIG_INVALID', doctor: 'CONFIG_INVALID', status: 'CONFIG_INVALID' },
  },
  {
    name: 'unknown detector',
    beside: 'unknown detector',
    yaml: 'concept_drift: {detector: adwinn}\n',
    ends: { 'run-monitor': 'UNKNOWN_DETECTOR' },
  },
  {
    name: 'unknown test and trainer',
    yaml: 'columns: {age: {test: wassersteinn}}\nmodel: {trainer: forest}\n',
    ends: { 'init-model': 'CONFIG_INVALID', 'run-monitor': 'CONFIG_INVALID' },
  },
  {
    name: 'wrong type',
    beside: 'wrong type',
    yaml: 'retraining:\n  min_drift_windows: many\nseed: 1.5\npreset: strict\n',
    ends: { 'run-monitor': 'CONFIG_INVALID' },
  },
  {
    name: 'a variable that is unset',
    yaml: 'data: {reference: "${TRAIN_FILE}"}\n',
    ends: { 'run-monitor': 'SECRET_MISSING' },
  },
  {
    name: 'a channel without its secret, where that is to fail',
    yaml: 'alerting: {on_missing_secret: fail, slack: {enabled: true, webhook_url: "${SLACK_WEBHOOK_URL}"}}\n',
    ends: { 'run-monitor': 'SECRET_MISSING', doctor: 'SECRET_MISSING' },
  },
  {
    name: 'unknown column',
    yaml: 'columns: {incom: {tolerance: 0.1}}\n',
    ends: { 'init-model': 'UNKNOWN_COLUMN', 'run-monitor': 'UNKNOWN_COLUMN' },
  },
  {
    name: 'scores that are no probabilities',
    yaml: 'columns: {age: {role: score}}\n',
    ends: { 'run-monitor': 'SCHEMA_INVALID' },
  },
  {
    name: 'a test that does not fit its column',
    yaml: 'columns: {channel: {test: wasserstein}}\n',
    ends: { 'run-monitor': 'OPTION_INVALID' },
  },
  {
    name: 'missing reference',
    beside: 'missing file',
    spoil: (here) => rmSync(here.path('data/train.csv')),
    ends: { 'init-model': 'REFERENCE_NOT_FOUND', 'run-monitor': 'REFERENCE_NOT_FOUND' },
  },
  {
    name: 'empty reference',
    beside: 'empty file',
    spoil: (here) => here.write('data/train.csv', ''),
    ends: { 'init-model': 'CSV_EMPTY', 'run-monitor': 'CSV_EMPTY' },
  },
  {
    name: 'reference of a header only',
    beside: 'header only',
    spoil: (here) => here.write('data/train.csv', csv(table(here.read('data/train.csv')).slice(0, 1))),
    ends: { 'init-model': 'REFERENCE_EMPTY', 'run-monitor': 'REFERENCE_EMPTY' },
  },
  {
    name: 'ragged row in the reference',
    beside: 'ragged row',
    spoil: reference((row, i) => (i === 5 ? row.slice(1) : row)),
    ends: { 'init-model': 'CSV_RAGGED', 'run-monitor': 'CSV_RAGGED' },
  },
  {
    name: 'missing stream',
    spoil: (here) => rmSync(here.path('data/stream'), { recursive: true }),
    ends: { 'init-model': noNaN, 'run-monitor': 'STREAM_EMPTY' },
  },
  {
    name: 'empty file in the stream',
    spoil: (here) => here.write('data/stream/stream_0010.csv', ''),
    ends: { 'init-model': noNaN, 'run-monitor': 'CSV_EMPTY' },
  },
  {
    name: 'file of a header only in the stream',
    spoil: (here) =>
      here.write('data/stream/stream_0010.csv', csv(table(here.read('data/stream/stream_0010.csv')).slice(0, 1))),
    ends: { 'init-model': noNaN, 'run-monitor': /^- stream_0010\.csv +0 rows {2}The window has no rows\./m },
  },
  {
    name: 'a column all missing',
    beside: 'all missing',
    spoil: reference((row, i) => (i === 0 ? row : ['', ...row.slice(1)])),
    ends: { 'init-model': noNaN, 'run-monitor': /Data quality changed in 1 column: age \(missing values\)/ },
  },
  {
    name: 'all labels missing',
    beside: 'all missing',
    spoil: reference((row, i) => (i === 0 ? row : [...row.slice(0, -1), ''])),
    ends: {
      'init-model': 'TRAINING_DATA',
      'run-monitor': 'MODEL_NOT_FOUND',
      doctor: /^warning no label column 'label' with values: no model, no concept drift$/m,
    },
  },
  {
    name: 'one class',
    beside: 'one class',
    spoil: reference((row, i) => (i === 0 ? row : [...row.slice(0, -1), '1'])),
    ends: { 'init-model': 'TRAINING_ONE_CLASS', 'run-monitor': 'MODEL_NOT_FOUND' },
  },
  {
    name: 'NaN in a column',
    beside: 'NaN',
    spoil: reference((row, i) => (i % 3 === 1 ? ['NaN', ...row.slice(1)] : row)),
    ends: { 'init-model': noNaN, 'run-monitor': /Data quality changed in 1 column: age \(missing values\)/ },
  },
  {
    name: 'a label column by a name that is not there',
    beside: 'no label column',
    yaml: 'name: shop\ndata: {label: outcome}\n',
    ends: { 'init-model': 'UNKNOWN_COLUMN', 'run-monitor': 'UNKNOWN_COLUMN' },
  },
  {
    name: 'no label column',
    beside: 'no label column',
    spoil(here) {
      const days = readdirSync(here.path('data/stream')).map((name) => `data/stream/${name}`);
      for (const name of ['data/train.csv', ...days])
        here.write(name, csv(table(here.read(name)).map((row) => row.slice(0, -1))));
    },
    ends: { 'init-model': 'TRAINING_DATA', 'run-monitor': /^no model serves: data drift only$/m },
  },
  {
    name: 'no model yet',
    ends: { 'run-monitor': 'MODEL_NOT_FOUND', report: 'FILE_NOT_FOUND', rollback: 'NO_PREVIOUS_VERSION' },
  },
  {
    name: 'foreign files in the registry',
    beside: 'foreign file in the registry',
    spoil(here) {
      here.write('models/model_v1.joblib', 'a pickle');
      here.write('models/model_v1.json', '{"theirs": true}');
    },
    ends: {
      'init-model': /^version 2, trained on/,
      'run-monitor': /^version 2 serves$/m,
      // The second is a candidate of its own.
      status: /^version 2 serves, of 2$/m,
    },
  },
  ...(['outputs', 'logs'] as const).map((name): Case => ({
    name: `a file in the place of ${name}`,
    spoil: (here) => here.write(name, 'a file'),
    ends: { 'init-model': noNaN, 'run-monitor': 'FILE_UNWRITABLE' },
  })),
  {
    name: 'a file in the place of the registry',
    beside: 'unwritable folder',
    spoil: (here) => here.write('models', 'a file'),
    ends: { 'init-model': 'REGISTRY_UNSAFE', 'run-monitor': 'REGISTRY_UNSAFE', status: 'REGISTRY_UNSAFE' },
  },
  {
    name: 'a file above the outputs',
    yaml: 'outputs: {path: data/train.csv/outputs}\n',
    ends: { 'init-model': noNaN, 'run-monitor': 'IO_FAILED' },
  },
  {
    name: 'outputs behind a link that leads nowhere',
    yaml: 'outputs: {path: link/outputs}\n',
    spoil: (here) => symlinkSync(here.path('gone'), here.path('link')),
    ends: { 'init-model': noNaN, 'run-monitor': 'IO_FAILED' },
  },
  {
    name: 'a folder in the place of the log',
    spoil: (here) => here.write('logs/driftsense.ndjson/x', ''),
    ends: { 'init-model': noNaN, 'run-monitor': 'IO_FAILED' },
  },
];

it('every input that is checked from code is checked here', () => {
  expect(new Set(cases.flatMap(({ beside }) => beside ?? []))).toEqual(new Set(besides));
});

describe.each(cases)('bad input: $name', ({ yaml, spoil, ends }) => {
  let here: Workspace;
  let before: Record<string, string>;
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    here = await workspace(yaml);
    spoil?.(here);
    before = fileContents(here.folder);
    for (const command of Object.keys(ends)) outcomes.set(command, await here.run(command));
  });

  it.each(Object.entries(ends))('%s ends with %s', (command, expected) => {
    const outcome = outcomes.get(command)!;
    if (typeof expected === 'string' && /^[A-Z_]+$/.test(expected)) {
      // A run that met the bad file later has told and kept what it judged before.
      if (!outcome.out.includes('windows judged')) expect(outcome.out).toBe('');
      expectClearError({ ...outcome, out: '' }, expected);
      expect(here.plain(outcome.err)).toMatchSnapshot();
    } else {
      expect(outcome.code).toBe(0);
      expect(outcome.out).toMatch(expected);
    }
  });

  if (Object.values(ends).every((end) => /^(CONFIG_INVALID|SECRET_MISSING|UNKNOWN_DETECTOR)$/.test(String(end))))
    it('is refused before any work: no folder was made', () => {
      expect(['outputs', 'logs', 'models'].filter((folder) => here.exists(folder))).toEqual([]);
    });

  it('loses nothing that was there', () => {
    const after = fileContents(here.folder);
    for (const [name, content] of Object.entries(before)) expect(after[name], name).toBe(content);
  });
});

describe('bad input of the other commands', () => {
  it.each([
    ['check', ['check', '<folder>/none.csv', '<folder>/none.csv'], 'FILE_NOT_FOUND'],
    ['check with an empty file', ['check', '<folder>/empty.csv', '<folder>/good.csv'], 'CSV_EMPTY'],
    ['check with a header only', ['check', '<folder>/header.csv', '<folder>/good.csv'], 'REFERENCE_EMPTY'],
    ['check with a folder', ['check', '<folder>', '<folder>/good.csv'], 'FILE_UNREADABLE'],
    ['check with two columns of a name', ['check', '<folder>/twice.csv', '<folder>/good.csv'], 'CSV_DUPLICATE_HEADER'],
    ['check with an open quote', ['check', '<folder>/good.csv', '<folder>/quote.csv'], 'CSV_QUOTE'],
    ['check with latin1', ['check', '<folder>/latin1.csv', '<folder>/good.csv'], 'CSV_ENCODING'],
    ['init under a file', ['init', '--config', '<folder>/good.csv/c.yaml'], 'IO_FAILED'],
    ['generate-data in a file', ['generate-data', '--out', '<folder>/good.csv'], 'FILE_UNWRITABLE'],
    ['generate-data under a file', ['generate-data', '--out', '<folder>/good.csv/data'], 'IO_FAILED'],
  ])('%s is told in two lines', async (_, args, code) => {
    const folder = folderWith({
      'empty.csv': '',
      'header.csv': 'x\n',
      'good.csv': 'x\n1\n2\n',
      'twice.csv': 'x,y,x\n1,2,3\n',
      'quote.csv': 'x\n"1\n',
      'latin1.csv': Buffer.from('größe\n1\n', 'latin1'),
    });
    const before = fileContents(folder);
    const outcome = await driftsense(args.map((arg) => arg.replace('<folder>', folder)));
    expectClearError(outcome, code);
    expect(outcome.out).toBe('');
    expect(outcome.err.replaceAll(folder, '<folder>')).toMatchSnapshot();
    expect(fileContents(folder)).toEqual(before);
  });

  it('a header only as window is no verdict, and no error', async () => {
    const folder = folderWith({ 'header.csv': 'x\n', 'good.csv': 'x\n1\n2\n' });
    const { code, out } = await driftsense(['check', join(folder, 'good.csv'), join(folder, 'header.csv')]);
    expect(code).toBe(0);
    expect(out).toMatch(/^The window has no rows\./);
  });
});

describe('names that would write to the terminal', () => {
  const escape = String.fromCodePoint(27);

  it('are made harmless in errors and in what a run tells', async () => {
    const name = `${escape}[31mred${escape}]0;title\u0007`;
    const folder = folderWith({ 'a.csv': `${name},${name}\n1,2\n` });
    const { code, err } = await driftsense(['check', join(folder, 'a.csv'), join(folder, 'a.csv')]);
    expect(code).toBe(2);
    expect(err).toContain('red');
    expect(err).not.toContain(escape);
    const here = await workspace('columns: {label: {role: ignore}}\n');
    for (const file of ['data/train.csv', ...readdirSync(here.path('data/stream')).map((day) => `data/stream/${day}`)])
      here.write(file, here.read(file).replace('income', name));
    const run = await here.run('run-monitor');
    expect(run.code).toBe(0);
    expect(run.out).toContain('red');
    expect(run.out + run.err).not.toContain(escape);
  });
});
