import { afterAll, describe, expect, it } from 'vitest';
import type { WindowReport } from 'driftsense';
import { folderWith, removeFolders } from './command-line.js';
import { workspaceIn } from './workspace.js';

afterAll(removeFolders);

const rows = (seed: number) =>
  ['amount,p,label', ...Array.from({ length: 200 }, (_, i) => `${(i * 37 + seed) % 101},0.${i % 10},${i % 2}`)].join(
    '\n',
  );
const shop = () =>
  workspaceIn(
    folderWith({
      'config.yaml':
        'data: {reference: train.csv, stream: s_*.csv, reference_is_training_data: true}\ncolumns: {p: {role: score}}\n',
      'train.csv': rows(0),
      's_1.csv': rows(1),
    }),
  );
const told =
  "REFERENCE_IS_TRAINING_DATA: the model was trained on the reference, where it errs too little: nothing is promised of 'p' and performance; give held-out rows";

describe('data.reference_is_training_data', () => {
  it('is warned of by run-monitor on standard error, in the log and in every report', async () => {
    const here = shop();
    const { code, err } = await here.run('run-monitor');
    expect(code).toBe(0);
    expect(err.split('\n').filter((line) => line.includes('REFERENCE_IS'))).toEqual([`warning: ${told}`]);
    expect(here.log().filter((line) => line['code'] === 'REFERENCE_IS_TRAINING_DATA')).toHaveLength(1);
    expect(here.reports().map(({ guarantee }) => guarantee.at(-1))).toEqual([told.replace(/^\w+: /, '')]);
  });

  it('is a finding of doctor, and among the guarantees of check', async () => {
    const here = shop();
    const { out } = await here.run('doctor', '--json');
    expect((JSON.parse(out) as { findings: unknown[] }).findings).toContainEqual({
      level: 'warning',
      code: 'REFERENCE_IS_TRAINING_DATA',
      text: told.replace(/^\w+: /, ''),
    });
    const checked = await here.run('check', here.path('s_1.csv'), '--json');
    expect((JSON.parse(checked.out) as WindowReport).guarantee.at(-1)).toBe(told.replace(/^\w+: /, ''));
  });
});
