import { comparePair } from './compare-pair.js';
import { here, python } from './peer.js';
import { shareTables } from './shared-data.js';
import { track, type ConceptDetector } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';
import { version } from '../src/version.js';

/** A detector fed value by value, as its callers feed it: ours by a handle, river's by a loop of Python. */
export async function compareDetector(
  name: string,
  key: 'adwin' | 'ddm' | 'page-hinkley' | 'kswin',
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever its state
  make: () => ConceptDetector<any>,
  { goal, values }: { readonly goal: number; readonly values: number },
): Promise<void> {
  const random = seededRandom('stream');
  const rateAt = (row: number): number => (row < values / 2 ? 0.1 : 0.2);
  const errors = Float64Array.from({ length: values }, (_, row) => (random.uniform() < rateAt(row) ? 1 : 0));
  const reals = Float64Array.from({ length: values }, (_, row) => random.normal() + 5 * rateAt(row));
  const fed = key === 'kswin' ? reals : errors;
  await comparePair({
    name,
    job: `${values.toLocaleString('en')} values, one change, fed one by one`,
    tasks: { feed: 1 },
    goal,
    rounds: 7,
    warm: 5,
    ours: here('driftsense', version, {
      feed: () => {
        const handle = track(make());
        let alarms = 0;
        // By index: an iterator over a typed array costs as much as the detector.
        if (key === 'kswin')
          for (let row = 0; row < values; row++) alarms += Number(handle.observe({ value: fed[row]! }).drift);
        else
          for (let row = 0; row < values; row++) alarms += Number(handle.observe({ error: fed[row] as 0 | 1 }).drift);
        return alarms;
      },
    }),
    peer: await python(
      'river',
      'river_detector.py',
      shareTables({ stream: { doubles: { errors, reals } } }),
      key,
      key === 'kswin' ? 'reals' : 'errors',
    ),
    // Both see the change, or neither does: river skips part of the borders and rounds otherwise, so counts may differ.
    differ: (ours, peer) =>
      Number(ours) > 0 === Number(peer) > 0 ? undefined : `ours alarmed ${ours} times, the peer ${peer}`,
  });
}
