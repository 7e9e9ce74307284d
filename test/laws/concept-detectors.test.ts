import { describe, expect, it } from 'vitest';
import type { ConceptDetector } from '../../src/contracts/concept-detector.js';
import { mergeEpisodes } from '../../src/judge/concept-drift/episodes.js';
import { stepRun } from '../../src/judge/concept-drift/run.js';
import { startRun } from '../../src/judge/concept-drift/start-run.js';
import { type Observation, track } from '../../src/judge/concept-drift/track.js';
import { bernoulliStream, normalStream } from '../../src/testing/streams.js';
import { calibration } from '../../scripts/pages/calibration-page.js';
import { builtIns } from '../judge/concept-drift/built-ins.js';
import { alarms } from '../judge/concept-drift/golden.js';

const detectors = Object.entries(builtIns);
const nightly = process.env['NIGHTLY'] !== undefined;
/** KSWIN sorts 400 numbers for each row. */
const quick: Readonly<Record<string, number>> = { adwin: 100, ddm: 100, pageHinkley: 100, kswin: 16 };
const runsOf = (name: string) => (nightly ? 100 : (quick[name] ?? 40));
const seeds = (runs: number) => Array.from({ length: runs }, (_, seed) => seed);

/** Errors whose rate goes from one value to another at row 2,000 of 3,000: the same streams for every detector. */
function errors(from: number, to: number, seed: number): readonly (0 | 1)[] {
  const key = `${from} ${to} ${seed}`;
  const known =
    streams.get(key) ?? bernoulliStream({ rows: 3_000, rate: from, changes: [{ at: 2_000, rate: to }], seed });
  streams.set(key, known);
  return known;
}
const streams = new Map<string, readonly (0 | 1)[]>();

describe('saving and restoring', () => {
  const stream = bernoulliStream({
    rows: 2_000,
    rate: 0.2,
    changes: [
      { at: 700, rate: 0.8 },
      { at: 1_300, rate: 0.1 },
    ],
    seed: 11,
  });

  // The same state and the same answer one row on: by induction the same for ever, since nothing but the state is kept.
  it.each(detectors)('at every position of a stream changes nothing for %s', (_, { make }) => {
    const handle = track(make('both'));
    const elsewhere = make('both');
    for (const error of stream) {
      const restored = track.fromJSON(JSON.parse(JSON.stringify(handle)), elsewhere);
      const [one, other] = [handle.observe({ error }), restored.observe({ error })];
      if (JSON.stringify(one) !== JSON.stringify(other)) expect(other).toEqual(one);
      const [state, restoredState] = [JSON.stringify(handle), JSON.stringify(restored)];
      if (state !== restoredState) expect(restoredState).toBe(state);
    }
    expect(handle.toJSON().index).toBe(2_000);
  });

  it.each(detectors)('at some positions and running to the end changes no later answer of %s', (name, { make }) => {
    const detector = make('both');
    const whole = track(detector);
    const answers = stream.map((error) => whole.observe({ error }));
    expect(answers.some(({ drift }) => drift)).toBe(true);
    for (let split = 0; split < 2_000; split += nightly && name !== 'kswin' ? 1 : 499) {
      const first = track(detector);
      for (const error of stream.slice(0, split)) first.observe({ error });
      const second = track.fromJSON(JSON.parse(JSON.stringify(first)), make('both'));
      expect(stream.slice(split).map((error) => second.observe({ error }))).toEqual(answers.slice(split));
    }
  });
});

describe.each(detectors)('%s', (name, { make, calm, silent }) => {
  const published = calibration().episodes.detectors.find(({ detector }) => detector === name)!;

  it('takes errors, and what is no error throws and changes nothing', () => {
    const handle = track(make('both'));
    handle.observe({ error: 1 });
    const before = JSON.stringify(handle);
    for (const error of [Number.NaN, 2, -1, '1', true, null]) {
      expect(() => handle.observe({ error } as Observation<'error'>)).toThrow(
        expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }),
      );
    }
    expect(JSON.stringify(handle)).toBe(before);
  });

  it('is not silenced by a NaN on the way', () => {
    const stream = errors(0.1, 0.4, 1);
    const clean = track(make('increase'));
    const disturbed = track(make('increase'));
    const answers = stream.map((error, row) => {
      if (row % 500 === 3) expect(() => disturbed.observe({ error: Number.NaN as 0 })).toThrow();
      return [clean.observe({ error }).drift, disturbed.observe({ error }).drift];
    });
    expect(answers.some(([drift]) => drift)).toBe(true);
    expect(answers.filter(([one, other]) => one !== other)).toEqual([]);
  });

  it('gives two interleaved streams what it gives them apart', () => {
    const one = errors(0.1, 0.4, 1);
    const other = errors(0.4, 0.1, 2);
    const detector = make('both');
    const [a, b] = [startRun(detector), startRun(detector)];
    const together = one.map((x, row) => [stepRun(detector, a, x), stepRun(detector, b, other[row]!)]);
    expect(together.map(([result]) => result)).toEqual(answersOf(make('both'), one));
    expect(together.map(([, result]) => result)).toEqual(answersOf(make('both'), other));
  });

  it('raises one episode when the error rate goes from .1 to .4, within twice the published delay', () => {
    const { delay, late, streams: measured, inTwiceLate } = published;
    const runs = !nightly && name === 'kswin' ? runsOf(name) : 100;
    const delays: number[] = [];
    let once = 0;
    const detector = make('increase');
    for (const seed of seeds(runs)) {
      const found = alarms(detector, errors(0.1, 0.4, seed)).filter((row) => row >= 2_000);
      if (found[0] !== undefined) delays.push(found[0] - 2_000);
      if (mergeEpisodes(found.filter((row) => row < 2_000 + 2 * late)).length === 1) once += 1;
    }
    const seen = delays.length;
    expect(seen).toBeGreaterThanOrEqual(0.98 * runs);
    const mean = delays.reduce((a, b) => a + b) / seen;
    const variance = delays.reduce((sum, rows) => sum + (rows - mean) ** 2, 0) / (seen - 1);
    expect(Math.abs(mean - delay)).toBeLessThanOrEqual(3 * Math.sqrt(variance / seen) + 0.5);
    const later = delays.filter((rows) => rows > late).length + runs - seen;
    // One more than three standard errors, as streams are whole and few.
    expect(later).toBeLessThanOrEqual(1 + 0.05 * runs + 3 * Math.sqrt(0.05 * 0.95 * runs * (1 + runs / measured)));
    // Some changes pass ecdd by, and what alarms later is chance.
    const share = name === 'ecdd' ? inTwiceLate / measured - 3 * Math.sqrt(0.04 / runs) : 0.98;
    expect(once).toBeGreaterThanOrEqual(Math.floor(share * runs));
  });

  it('stays silent when the error rate falls from .4 to .1', () => {
    const runs = runsOf(name);
    const detector = make('increase');
    const found = seeds(runs).map((seed) => alarms(detector, errors(0.4, 0.1, seed)));
    const after = found.filter((rows) => !rows.some((row) => row >= 2_000 && row < 2_300)).length;
    expect(after).toBeGreaterThanOrEqual(Math.floor((calm / 100) * runs));
    const quiet = found.filter((rows) => rows.length === 0).length;
    if (silent !== undefined) expect(quiet).toBeGreaterThanOrEqual(Math.floor((silent / 100) * runs));
  });
});

describe.each(detectors.filter(([, { make }]) => make('both').input === 'real'))('%s', (name, { make }) => {
  it('sees the absolute error of a regression double', () => {
    for (const seed of seeds(runsOf(name) / 2)) {
      const stream = normalStream({ rows: 3_000, changes: [{ at: 2_000, sd: 2 }], seed }).map(Math.abs);
      expect(alarms(make('increase'), stream).some((row) => row >= 2_000)).toBe(true);
    }
  });
});

describe('an error rate that falls from .3 to .1', () => {
  it('is an improvement and no drift for adwin watching increases', () => {
    for (const seed of seeds(20)) {
      const answers = answersOf(builtIns['adwin']!.make('increase'), errors(0.3, 0.1, seed));
      expect(answers.some(({ drift }) => drift)).toBe(false);
      const at = answers.findIndex(({ improvement }) => improvement === true);
      expect(at).toBeGreaterThanOrEqual(2_000);
    }
  });
});

function answersOf(detector: ConceptDetector, stream: readonly number[]) {
  const run = startRun(detector);
  return stream.map((x) => stepRun(detector, run, x));
}
