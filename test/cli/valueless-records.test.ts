import { afterAll, expect, it } from 'vitest';
import { driftsense, removeFolders } from './command-line.js';
import { workspace } from './workspace.js';

afterAll(removeFolders);

// A file of records without any value: each is left out, and nobody must take the file for one without records.
it('records without any value are counted in the error, and under the line of their window', async () => {
  const here = await workspace('name: shop\n');
  const header = here.read('data/train.csv').split('\n')[0]!;
  const valueless = `${header}\n${`${','.repeat(header.split(',').length - 1)}\n`.repeat(2_000)}`;
  here.write('data/stream/stream_0099.csv', valueless);
  expect((await here.run('init-model')).code).toBe(0);
  const { code, out, err: failure } = await here.run('run-monitor');
  expect({ code, failure }).toEqual({ code: 0, failure: '' });
  const lines = out.split('\n');
  const told = lines.slice(lines.findIndex((line) => line.includes('stream_0099.csv')));
  expect(told[1]).toMatch(/^ {4}note {6}2000 records without any value left out at the end/);
  expect(lines.filter((line) => line.startsWith('    note'))).toHaveLength(1);

  here.write('valueless.csv', valueless);
  for (const { err } of [
    await driftsense(['check', here.path('valueless.csv'), here.path('data/train.csv')]),
    await workspace('data: {reference: data/stream/stream_0001.csv}\n').then((other) => {
      other.write('data/stream/stream_0001.csv', valueless);
      return other.run('init-model');
    }),
  ])
    expect(err).toMatch(/REFERENCE_EMPTY.*got none; 2000 records without any value left out at the end \(lines 2, 3/);
});
