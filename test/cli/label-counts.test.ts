import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith, removeFolders } from './command-line.js';
import { workspaceIn, type Workspace } from './workspace.js';

afterAll(removeFolders);

const rows = (prefix: string) =>
  ['id,x,p', ...Array.from({ length: 60 }, (_, i) => `${prefix}${i},${(i * 37) % 53},${i % 2}`), ''].join('\n');
const labels = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i},${i % 2}`);

describe('labels joined from files of their own', () => {
  let here: Workspace;
  beforeAll(() => {
    here = workspaceIn(
      folderWith({
        'config.yaml':
          'data: {reference: train.csv, stream: s_*.csv, id: id, labels: l_*.csv}\ncolumns: {p: {role: prediction}}\n',
        'train.csv': rows('t'),
        's_1.csv': rows('a'),
        'l_1.csv': ['id,label', ...labels('t', 60), ...labels('a', 50), ''].join('\n'),
        // One once more, one that says otherwise, one without a name, one without a label, two of nobody.
        'l_2.csv': ['id,label', 'a0,0', 'a1,0', ',1', 'a55,', 'z1,1', 'z2,0', ''].join('\n'),
      }),
    );
  });

  it('are counted at the end of a run, in its summary, in the log and in the status', async () => {
    const counts = { ids: 112, joined: 110, unmatched: 2, duplicate: 1, corrected: 1, superseded: 0, unusable: 2 };
    const { code, out } = await here.run('run-monitor');
    expect(code).toBe(0);
    expect(out).toContain(
      '\nlabels: 110 of 112 ids joined to rows, 2 match no row; 1 corrected, 1 told twice, 2 of no use\n',
    );
    expect(here.log().at(-1)).toMatchObject({ event: 'finished', labels: counts });
    expect(JSON.parse((await here.run('run-monitor', '--json')).out)).toMatchObject({ labels: counts });
    expect(JSON.parse((await here.run('status', '--json')).out)).toMatchObject({ last: { labels: counts } });
    expect((await here.run('status')).out).toContain('; labels: 110 of 112 ids joined to rows, 2 match no row;');
  });

  it('are no matter where none are joined', async () => {
    here.write('config.yaml', 'data: {reference: train.csv, stream: s_*.csv, id: id}\ncolumns: {p: {role: ignore}}\n');
    const { code, out } = await here.run('run-monitor');
    expect(code).toBe(0);
    expect(out).not.toContain('labels:');
    expect(JSON.parse((await here.run('status', '--json')).out).last).not.toHaveProperty('labels');
  });
});
