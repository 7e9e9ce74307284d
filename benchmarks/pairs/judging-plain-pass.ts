import { comparePair } from '../compare-pair.js';
import { numericColumns } from '../data.js';
import { judgeOver, plainPass } from '../judge.js';
import { here } from '../peer.js';
import { version } from '../../src/version.js';

const judge = judgeOver(numericColumns(100_000, 20, 'reference'));
const windows = ['one', 'another', 'a third'].map((seed) => numericColumns(20_000, 20, seed));

await comparePair({
  name: 'Judging, one plain pass',
  job: 'A window of 20,000 × 20 judged, beside a loop that only reads its numbers: NaN, mean, variance, smallest, largest',
  tasks: { window: 1 },
  rounds: 61,
  warm: 30,
  windows: windows.length,
  ours: here('driftsense', version, { window: (k) => judge(windows[k]!).columns.length }),
  peer: here('a loop', 'of JavaScript', { window: (k) => (plainPass(windows[k]!), 20) }),
  differ: (ours, peer) => (ours === peer ? undefined : `${ours} columns, not ${peer}`),
});
