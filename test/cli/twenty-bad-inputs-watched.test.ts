import { mkdirSync } from 'node:fs';
import type { WindowReport } from 'driftsense';
import { afterAll, describe, expect, it } from 'vitest';
import { goodReference, goodRows, type BadInput } from '../bad-inputs.js';
import { badInputsInFiles, columnKeys, csvOf } from './bad-files.js';
import { folderWith, removeFolders } from './command-line.js';
import { workspaceIn, type Workspace } from './workspace.js';

afterAll(removeFolders);

/** Where a run needs more than a comparison of two files does. */
const watched: Readonly<Record<string, Pick<BadInput, 'report' | 'error'>>> = {
  // Rows with labels and without predictions ask for a model, and one class makes none.
  'one class only': { error: { code: 'MODEL_NOT_FOUND', message: /Baseline model not found/ } },
};

/** A folder with a reference and a stream of these files, and the configuration for them. */
function stream(reference: string, days: Readonly<Record<string, string>>, options?: BadInput['options']): Workspace {
  const here = workspaceIn(folderWith());
  mkdirSync(here.path('stream'));
  here.write('reference.csv', reference);
  for (const [name, content] of Object.entries(days)) here.write(`stream/${name}`, content);
  const data = { reference: 'reference.csv', stream: 'stream/day_*.csv' };
  here.write('config.yaml', JSON.stringify({ preset: 'budget', ...columnKeys(data, options?.columns) }));
  return here;
}

describe.each(badInputsInFiles.map((input) => ({ ...input, ...watched[input.name] })))(
  'bad input in a stream: $name',
  ({ reference, window = goodRows(), options, report, error }) => {
    it('is clear, or right', async () => {
      // Good days around the bad one, where the table does not bring a reference of its own.
      const ordinary = reference === undefined ? csvOf(goodRows()) : undefined;
      const days = { 'day_2.csv': csvOf(window), ...(ordinary && { 'day_1.csv': ordinary, 'day_10.csv': ordinary }) };
      const here = stream(csvOf(reference ?? goodReference), days, options);
      const { code, out, err } = await here.run('run-monitor');
      if (error !== undefined) {
        expect(code).toBe(2);
        expect(err).toMatch(new RegExp(`^error\\[${error.code}\\]: .*${error.message.source}.*\nremedy: .{5,}\n$`));
        expect(here.exists('outputs', 'report.html')).toBe(false);
        return;
      }
      expect(code).toBe(0);
      const reports = here.reports();
      expect(reports.map((judged) => judged.window.id)).toEqual(
        ordinary === undefined ? ['day_2.csv'] : ['day_1.csv', 'day_2.csv', 'day_10.csv'],
      );
      const judged = reports.find(({ window: { id } }) => id === 'day_2.csv')!;
      report!(judged, (name) => judged.columns.find(({ column }) => column === name)!);
      // The days around it are judged as if it had not been there.
      for (const other of reports) if (other !== judged) expect(other.verdict).toBe('stable');
      expect(out + err).not.toMatch(/\p{Cc}(?<!\n)/u);
      expect(here.read('outputs', 'report.html')).not.toMatch(/<img|<script/);
    });
  },
);

describe('bad input in a stream: files alone', () => {
  it('a wrong path is told with what to do', async () => {
    const here = stream(csvOf(goodReference), {});
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(2);
    expect(err).toMatch(/^error\[STREAM_EMPTY\]: No stream files match .*day_\*\.csv.*\nremedy: .*driftsense/);
  });

  it('duplicate column names end the run behind what was judged before', async () => {
    const here = stream(csvOf(goodReference), { 'day_1.csv': csvOf(goodRows()), 'day_2.csv': 'x,city,x\n1,a,2\n' });
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(2);
    expect(err).toContain(`error[CSV_DUPLICATE_HEADER]: ${here.path('stream', 'day_2.csv')}`);
    expect(err).toContain("the header names 'x' more than once");
    const reports: WindowReport[] = here.reports();
    expect(reports.map(({ verdict }) => verdict)).toEqual(['stable']);
  });
});
