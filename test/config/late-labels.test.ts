import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts } from '../../src/config/load-parts.node.js';
import { loadMonitor, memoryLogger, Monitor, trainInitialModel, type WindowReport } from '../../src/node.js';
import { dayText, streamFileName, trainingText } from '../../src/cli/generate/stream-files.js';
import { folderOf } from './folder.js';

const stream = { days: 14, rows: 800, seed: 4 };
const days = [8, 9, 10, 11, 12, 13, 14];

/** A file of the demo in two: rows that are named but have no label, and the labels by name. */
function apart(text: string, prefix: string): { rows: string; labels: string[] } {
  const [header, ...lines] = text.trim().split('\n');
  const cut = (line: string) => line.slice(0, line.lastIndexOf(','));
  return {
    rows: [`id,${cut(header!)}`, ...lines.map((line, i) => `${prefix}${i},${cut(line)}`), ''].join('\n'),
    labels: lines.map((line, i) => `${prefix}${i},${line.slice(line.lastIndexOf(',') + 1)}`),
  };
}

const config = (more = '') =>
  `data: { reference: past.csv, stream: stream/*.csv, id: id, labels: labels/*.csv }\nretraining: { mode: auto, strategy: replace, min_rows: 300 }\n${more}`;

function folder(more?: string): string {
  const past = apart(trainingText(stream), 'p');
  const later = days.map((day) => ({ day, ...apart(dayText(day, stream), `d${day}-`) }));
  return folderOf({
    'config.yaml': config(more),
    'past.csv': past.rows,
    'labels/past.csv': ['id,label', ...past.labels, ''].join('\n'),
    ...Object.fromEntries(later.map(({ day, rows }) => [`stream/${streamFileName(day)}`, rows])),
    ...Object.fromEntries(
      later.map(({ day, labels }) => [
        `labels/${day}.csv`,
        ['label,id', ...labels.map((line) => line.split(',').toReversed().join(',')), ''].join('\n'),
      ]),
    ),
  });
}

async function play(at: string) {
  const parts = await loadParts(await loadConfig(join(at, 'config.yaml'), {}));
  await trainInitialModel(parts.options);
  const monitor = new Monitor(parts.options);
  const phases: string[] = [];
  monitor.on('retrain', ({ phase }) => phases.push(phase));
  const reports: WindowReport[] = [];
  for await (const report of monitor.run(parts.source)) {
    await monitor.settled();
    reports.push(report);
  }
  await monitor.close();
  return { parts, reports, phases };
}

describe('data.labels', () => {
  it.each([
    ['files', ''],
    ['rows', 'window: { rows: 700 }'],
  ])(
    'labels of files of their own reach reference, stream and training: windows of %s',
    { timeout: 600_000 },
    async (_, more) => {
      const { parts, reports, phases } = await play(folder(more));
      expect(parts.labels!.counts).toMatchObject({ added: 14 * stream.rows, corrected: 0, 'invalid-id': 0 });
      expect(parts.labels!.unmatched).toBe(0);
      expect(reports.every(({ performance, window }) => performance?.labelled === window.rows)).toBe(true);
      expect(reports.some(({ concept }) => concept?.drift)).toBe(true);
      expect(phases).toContain('trained');
      expect(phases).not.toContain('failed');
      expect(reports[0]!.columns.map(({ column }) => column)).not.toContain('id');
    },
  );

  it('a label that is missing leaves its row unlabelled', async () => {
    const at = folderOf({
      'config.yaml': config(),
      'past.csv': apart(trainingText(stream), 'p').rows,
      'labels/some.csv': [
        'id,label',
        ...apart(trainingText(stream), 'p').labels.slice(0, 5_400),
        'p0,1',
        'p0,0',
        ',1',
        '',
      ].join('\n'),
      'stream/1.csv': apart(dayText(8, stream), 'd8-').rows,
    });
    const { reports, parts } = await play(at);
    expect(reports[0]!.performance).toBeUndefined();
    expect([...parts.reference.column('label')!].filter((label) => label !== null)).toHaveLength(5_400);
    expect([...parts.reference.column('label')!][0]).toBe('0');
    expect(parts.labels!.counts).toMatchObject({ added: 5_400, 'invalid-id': 1 });
  });

  it('numbers to be predicted are numbers, by the decimal mark of the files', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => i);
    const at = folderOf({
      'config.yaml':
        'data: { reference: past.csv, id: id, label: price, labels: prices.csv, delimiter: ";", decimal: "," }\nmodel: { trainer: linear_regression }',
      'past.csv': ['id;size', ...rows.map((i) => `${i};${i % 17},5`), ''].join('\n'),
      'prices.csv': ['id;price', ...rows.map((i) => `${i};${1.5 * (i % 17) + 0.25}`.replace('.', ',')), ''].join('\n'),
    });
    const parts = await loadParts(await loadConfig(join(at, 'config.yaml'), {}));
    expect(parts.options.columns).toMatchObject({ price: { role: 'label', type: 'numeric' } });
    const { model } = await trainInitialModel(parts.options);
    const prices = [...parts.reference.column('price')!];
    expect(prices.slice(0, 3)).toEqual([0.25, 1.75, 3.25]);
    const predicted = parts.options.trainer!.predict(model, parts.reference);
    expect(Math.max(...prices.map((price, i) => Math.abs(Number(price) - predicted[i]!)))).toBeLessThan(0.5);
  });

  it('needs to know by what to join, and files that are there', async () => {
    expect(() => checkConfig('data:\n  labels: labels.csv\n', 'c.yaml', { variables: {} })).toThrow(
      "c.yaml:2:3: 'data.labels' needs 'data.id': the column by which labels find their rows",
    );
    const past = { 'config.yaml': config(), 'past.csv': 'id,x\n1,2\n' };
    await expect(loadMonitor(join(folderOf(past), 'config.yaml'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringMatching(/^No files of labels match .*labels\/\*\.csv \(data\.labels\)$/) as string,
    });
    const wrong = folderOf({ ...past, 'labels/1.csv': 'key,label\n1,2\n' });
    await expect(loadMonitor(join(wrong, 'config.yaml'))).rejects.toThrow("there is no column 'id'");
    const other = folderOf({ ...past, 'past.csv': 'key,x\n1,2\n', 'labels/1.csv': 'id,label\n1,2\n' });
    await expect(loadMonitor(join(other, 'config.yaml'))).rejects.toThrow("data.id: the reference has no column 'id'");
  });

  it('from code the rows come from you, and it is said that they bring their labels', async () => {
    const logger = memoryLogger();
    const monitor = await loadMonitor(join(folder(), 'config.yaml'), { logger });
    expect(logger.lines.map(({ message }) => message)).toEqual([
      'data.labels: hand the rows in with their labels: withLabels(source, labels)',
    ]);
    expect(monitor.reference.schema.columns.find(({ name }) => name === 'label')).toMatchObject({ role: 'label' });
    await monitor.close();
  });
});
