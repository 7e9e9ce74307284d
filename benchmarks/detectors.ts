import { comparePair } from './compare-pair.js';
import { here, python } from './peer.js';
import { shareTables } from './shared-data.js';
import { track, type ConceptDetector, type Track } from '../src/index.js';
import { seededRandom } from '../src/stats/random.js';
import { version } from '../src/version.js';

/**
 * A detector fed value by value, as its callers feed it: ours by the handle that checks each, and by the detector's own `update`;
 * river's by a loop of Python.
 */
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
  const shared = shareTables({ stream: { doubles: { errors, reals } } });
  const stream = key === 'kswin' ? reals : errors;
  const checked = () =>
    key === 'kswin' ? alarmsOfValues(track(make()), reals) : alarmsOfErrors(track(make()), errors);
  const feeds = [
    { how: '', feed: checked },
    { how: ' (its `update` alone)', feed: () => alarmsOfUpdates(make(), stream) },
  ];
  for (const { how, feed } of feeds)
    await comparePair({
      name: `${name}${how}`,
      job: `${values.toLocaleString('en')} values, one change, fed one by one`,
      tasks: { feed: 1 },
      goal,
      rounds: 7,
      warm: 30,
      ours: here('driftsense', version, { feed }),
      peer: await python('river', 'river_detector.py', shared, key, key === 'kswin' ? 'reals' : 'errors'),
      // Both see the change, or neither does: river skips part of the borders and rounds otherwise, so counts may differ.
      differ: (ours, peer) =>
        Number(ours) > 0 === Number(peer) > 0 ? undefined : `ours alarmed ${ours} times, the peer ${peer}`,
    });
}

// By index: an iterator over a typed array costs as much as a detector.

function alarmsOfErrors(handle: Track<'real'>, errors: Float64Array): number {
  let alarms = 0;
  for (let row = 0; row < errors.length; row++) if (handle.observe({ error: errors[row] as 0 | 1 }).drift) alarms++;
  return alarms;
}

function alarmsOfValues(handle: Track<'real'>, values: Float64Array): number {
  let alarms = 0;
  for (let row = 0; row < values.length; row++) if (handle.observe({ value: values[row]! }).drift) alarms++;
  return alarms;
}

function alarmsOfUpdates<State>(detector: ConceptDetector<State>, values: Float64Array): number {
  let alarms = 0;
  let state = detector.initialState();
  for (let row = 0; row < values.length; row++)
    if (detector.update(state, values[row]!).drift) {
      alarms++;
      state = detector.initialState();
    }
  return alarms;
}
