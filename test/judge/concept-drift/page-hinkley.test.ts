import { describe, expect, it } from 'vitest';
import { pageHinkley } from '../../../src/judge/concept-drift/page-hinkley.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { alarms, golden } from './golden.js';

describe('pageHinkley', () => {
  it.each([
    ['PageHinkley(up)(s3)', pageHinkley({ direction: 'increase' }), golden.s3],
    ['PageHinkley(down)(s3)', pageHinkley({ direction: 'decrease' }), golden.s3],
    ['PageHinkley(both)(s3)', pageHinkley({ direction: 'both' }), golden.s3],
    ['PageHinkley(doc)', pageHinkley(), golden.doc],
  ])('alarms where river does: %s', (key, detector, stream) => {
    expect(alarms(detector, stream)).toEqual(golden.expected_river[key]);
  });

  it('with both directions calls a fall drift and an improvement', () => {
    const detector = pageHinkley();
    const run = startRun(detector);
    const ends = golden.s3.map((x) => stepRun(detector, run, x)).filter(({ drift }) => drift);
    expect(ends.map(({ improvement }) => improvement)).toEqual([false, true, false]);
  });

  it.each([
    ['minInstances', pageHinkley({ minInstances: 1_000 })],
    ['delta', pageHinkley({ delta: 0.1 })],
    ['threshold', pageHinkley({ threshold: 20 })],
    ['alpha', pageHinkley({ alpha: 0.99 })],
  ])('heeds the option %s', (_, detector) => {
    expect(alarms(detector, golden.s3)).not.toEqual(alarms(pageHinkley(), golden.s3));
  });

  it('refuses options out of range', () => {
    expect(() => pageHinkley({ alpha: 0, threshold: -1 })).toThrow(/pageHinkley\.threshold: .*\npageHinkley\.alpha: /);
  });
});
