import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compare,
  DriftSenseError,
  logisticRegression,
  Monitor,
  trainInitialModel,
  type ErrorCode,
  type MonitorOptions,
} from 'driftsense';
import { csvFiles, fileRegistry, loadMonitor, readCsv } from 'driftsense/node';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../src/stats/random.js';
import { besides, type Beside } from './bad-inputs.js';
import { fileContents } from './file-contents.js';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-from-code-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** A file of its own for each case. */
function file(content: string, name = 'rows.csv'): string {
  const path = join(mkdtempSync(join(folder, 'case-')), name);
  writeFileSync(path, content);
  return path;
}

const random = seededRandom('from code');
const rows = 600;
const x = Float64Array.from({ length: rows }, () => random.normal());
const good = {
  x,
  y: Float64Array.from({ length: rows }, () => random.normal()),
  label: Array.from(x, (value) => (value + random.normal() > 0 ? 'yes' : 'no')),
};
const columns = { label: { role: 'label' } } as const;
const nothing = Array.from({ length: rows }, () => null);
const trained = (reference: MonitorOptions['reference'], more: Partial<MonitorOptions> = {}) =>
  trainInitialModel({ reference, columns, trainer: logisticRegression(), ...more });

interface Case {
  readonly what: string;
  readonly act: () => unknown;
  readonly code: ErrorCode;
  readonly message: RegExp;
}

const errors: Readonly<Partial<Record<Beside, readonly Case[]>>> = {
  'missing file': [
    {
      what: 'readCsv',
      act: () => readCsv(join(folder, 'none.csv')),
      code: 'FILE_NOT_FOUND',
      message: /none\.csv does not exist/,
    },
    {
      what: 'csvFiles',
      act: () => csvFiles(join(folder, 'none_*.csv'))[Symbol.asyncIterator]().next(),
      code: 'STREAM_EMPTY',
      message: /none_\*\.csv/,
    },
    {
      what: 'loadMonitor',
      act: () => loadMonitor(join(folder, 'none.yaml')),
      code: 'CONFIG_NOT_FOUND',
      message: /none\.yaml/,
    },
  ],
  'empty file': [
    { what: 'readCsv', act: () => readCsv(file('')), code: 'CSV_EMPTY', message: /rows\.csv: the file is empty/ },
  ],
  'header only': [
    {
      what: 'a reference',
      act: async () => new Monitor({ reference: await readCsv(file('x,y\n')) }),
      code: 'REFERENCE_EMPTY',
      message: /got 0 rows/,
    },
  ],
  'ragged row': [
    {
      what: 'readCsv',
      act: () => readCsv(file('x,y\n1,2\n3\n')),
      code: 'CSV_RAGGED',
      message: /rows\.csv, line 3: expected 2 fields, got 1/,
    },
  ],
  'unknown key': [
    {
      what: 'an option of the Monitor',
      act: () => new Monitor({ reference: good, colums: {} } as never),
      code: 'OPTION_INVALID',
      message: /^Monitor: unknown option 'colums'; did you mean 'columns'\?$/,
    },
    {
      what: 'an option of a column',
      act: () => new Monitor({ reference: good, columns: { x: { tolerence: 1 } } } as never),
      code: 'OPTION_INVALID',
      message: /^Monitor\.columns\.x: unknown option 'tolerence'; did you mean 'tolerance'\?$/,
    },
    {
      what: 'a column',
      act: () => new Monitor({ reference: good, columns: { lable: { role: 'label' } } }),
      code: 'UNKNOWN_COLUMN',
      message: /'lable'.*did you mean 'label'/,
    },
  ],
  'unknown detector': [
    {
      what: 'the Monitor',
      act: () => new Monitor({ reference: good, concept: 'adwinn' as never }),
      code: 'OPTION_INVALID',
      message: /^Monitor\.concept: expected .*ConceptDetector/,
    },
    {
      what: 'loadMonitor',
      act: () => loadMonitor(file('concept_drift: {detector: adwinn}\n', 'c.yaml')),
      code: 'UNKNOWN_DETECTOR',
      message: /c\.yaml:1:17: concept_drift\.detector: unknown detector 'adwinn'; did you mean 'adwin'\?/,
    },
  ],
  'wrong type': [
    {
      what: 'options, all at once',
      act: () => new Monitor({ reference: good, seed: '1', alarmBudget: 'few' } as never),
      code: 'OPTION_INVALID',
      message: /Monitor\.alarmBudget: expected object, got a text\nMonitor\.seed: expected number, got a text/,
    },
    {
      what: 'a table',
      act: () => compare(good, 'rows' as never),
      code: 'TABLE_INVALID',
      message: /expected a table, got/,
    },
  ],
  'all missing': [
    {
      what: 'the labels of a first model',
      act: () => trained({ ...good, label: nothing }),
      code: 'TRAINING_DATA',
      message: /label/,
    },
  ],
  'one class': [
    {
      what: 'the labels of a first model',
      act: () => trained({ ...good, label: good.label.map(() => 'yes') }),
      code: 'TRAINING_ONE_CLASS',
      message: /expected training rows of at least 2 classes, got 1/,
    },
  ],
  NaN: [
    {
      what: 'the labels of a first model',
      act: () => trained({ ...good, label: x.map(() => Number.NaN) }),
      code: 'TRAINING_DATA',
      message: /known label/,
    },
  ],
  'no label column': [
    {
      what: 'a first model',
      act: () => trained({ x: good.x, y: good.y }, { columns: {} }),
      code: 'TRAINING_DATA',
      message: /the schema has no label/,
    },
    {
      what: 'a first model, by its name',
      act: () => trained({ x: good.x, y: good.y }),
      code: 'UNKNOWN_COLUMN',
      message: /no column 'label'/,
    },
  ],
};

describe.each(Object.entries(errors).flatMap(([name, cases]) => cases.map((one) => ({ name, ...one }))))(
  'bad input from code: $name: $what',
  ({ act, code, message }) => {
    it('is a clear error, and leaves files as they were', async () => {
      const before = fileContents(folder);
      const thrown: unknown = await Promise.resolve()
        .then(act)
        .catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code, message: expect.stringMatching(message) as string });
      expect((thrown as DriftSenseError).remedy.length).toBeGreaterThan(5);
      const after = fileContents(folder);
      for (const [name, content] of Object.entries(before)) expect(after[name]).toBe(content);
    });
  },
);

describe('bad input from code that is a stated status', () => {
  it('header only: a window without rows has no verdict', async () => {
    const report = compare(good, await readCsv(file('x,y,label\n')));
    expect(report).toMatchObject({ verdict: 'undecided', reason: 'no-column-tested' });
  });

  it('all missing, and NaN: the column has no verdict and its quality one; a model trains on the others', async () => {
    for (const missing of [nothing, x.map(() => Number.NaN)]) {
      const report = compare(good, { ...good, x: missing });
      expect(report.columns.find(({ column }) => column === 'x')).toMatchObject({
        verdict: 'undecided',
        reason: 'all-missing',
      });
      expect(report.quality.find(({ column, kind }) => column === 'x' && kind === 'missing')!.verdict).toBe('drift');
      const { metrics } = await trained({ ...good, x: missing });
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    }
  });

  it('one class: a window of one has performance where that makes sense, and no number that is none', async () => {
    const guess = good.label;
    const reference = { ...good, guess };
    const options = { columns: { ...columns, guess: { role: 'prediction' } } } as const;
    const report = await new Monitor({ reference, ...options }).process({
      ...reference,
      label: good.label.map(() => 'yes'),
    });
    expect(report.performance!.metrics['accuracy']!.value).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toMatch(/NaN|:null/);
  });

  it('no label column: data drift alone is judged', async () => {
    const report = await new Monitor({ reference: { x: good.x, y: good.y } }).process({ x: good.x, y: good.y });
    expect(report.concept).toBeUndefined();
    expect(report.performance).toBeUndefined();
  });

  it('foreign file in the registry: left alone, named among the problems, its number passed over', async () => {
    const models = join(mkdtempSync(join(folder, 'case-')), 'models');
    mkdirSync(models, { mode: 0o700 });
    writeFileSync(join(models, 'model_v1.json'), '{"theirs": true}');
    writeFileSync(join(models, 'notes.txt'), 'theirs');
    const registry = fileRegistry(models);
    const { version } = await trained(good, { registry });
    expect(version).toBe(2);
    expect(await registry.alias('champion')).toBe(2);
    expect((await registry.problems()).map(({ code, file: name }) => [code, name])).toEqual([
      ['REGISTRY_FOREIGN', 'model_v1.json'],
      ['REGISTRY_FOREIGN', 'notes.txt'],
    ]);
    expect(readFileSync(join(models, 'model_v1.json'), 'utf8')).toBe('{"theirs": true}');
  });

  it('unwritable folder: the model is trained, is not kept, and the error says where and how', async () => {
    const path = file('a file', 'models');
    await expect(trained(good, { registry: fileRegistry(path) })).rejects.toMatchObject({
      code: 'REGISTRY_UNSAFE',
      remedy: `mv ${path} ${path}.kept, or choose another directory`,
    });
    expect(readFileSync(path, 'utf8')).toBe('a file');
    if (process.geteuid!() === 0) return; // root may write anywhere; the command line is tried as another user
    const locked = mkdtempSync(join(folder, 'locked-'));
    chmodSync(locked, 0o500);
    await expect(trained(good, { registry: fileRegistry(locked) })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });

  it('all thirteen are here', () => {
    const statuses: readonly Beside[] = ['foreign file in the registry', 'unwritable folder'];
    expect(new Set([...Object.keys(errors), ...statuses])).toEqual(new Set(besides));
  });
});
