import { describe, expect, it } from 'vitest';
import { ddm } from '../../../src/judge/concept-drift/ddm.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { alarms, firstWarningsAndAlarms, golden } from './golden.js';

const ones = Array.from({ length: 1_000 }, () => 1);

describe('ddm', () => {
  it('alarms where river does', () => {
    expect(alarms(ddm(), golden.s2)).toEqual(golden.expected_river['DDM(s2)']);
    expect(alarms(ddm(), ones)).toEqual(golden.expected_river['DDM(ones x1000)']);
  });

  it('warns and alarms where river does', () => {
    expect(firstWarningsAndAlarms(ddm(), golden.b)).toEqual(golden.expected_river['b: DDM']);
  });

  it('gives no verdict during its warm-up', () => {
    // The best rate is kept from row 31 on; 0 there, so the first error is beyond it.
    const stream = [...Array.from({ length: 31 }, () => 0), 1];
    expect(alarms(ddm(), stream)).toEqual([31]);
    expect(alarms(ddm(), stream.slice(1))).toEqual([]);
    expect(alarms(ddm({ warmStart: 31 }), stream)).toEqual([]);
  });

  it('alarms falsely while young as often as its documentation says', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++)
      found += alarms(ddm(), bernoulliStream({ rows: 2_000, rate: 0.1, seed })).length;
    expect(found).toBe(74);
  });

  it('sees a fall of the error rate only when asked to, and calls it an improvement when it watches both', () => {
    const falling = bernoulliStream({ rows: 4_000, rate: 0.4, changes: [{ at: 2_000, rate: 0.1 }], seed: 1 });
    expect(alarms(ddm(), falling).filter((row) => row >= 2_000)).toEqual([]);
    const found = alarms(ddm({ direction: 'decrease' }), falling).filter((row) => row >= 2_000);
    expect(found.length).toBeGreaterThan(0);
    expect(alarms(ddm({ direction: 'both' }), falling)).toContain(found[0]);
  });

  it('watching the decrease of x is watching the increase of 1 - x', () => {
    const mirrored = golden.s2.map((x) => 1 - x);
    expect(alarms(ddm({ direction: 'decrease' }), mirrored)).toEqual([1049]);
    expect(alarms(ddm({ direction: 'both' }), mirrored)).toEqual([1049]);
    expect(alarms(ddm({ direction: 'both' }), golden.s2)).toEqual([1049]);
  });

  it('refuses a warning that could never come', () => {
    expect(() => ddm({ warningThreshold: 3.5 })).toThrow(/ddm\.warningThreshold: must not exceed driftThreshold/);
  });

  it.each([
    ['warmStart', ddm({ warmStart: 1_200 })],
    ['driftThreshold', ddm({ driftThreshold: 2 })],
    ['warningThreshold', ddm({ warningThreshold: 1 })],
  ])('heeds the option %s', (_, detector) => {
    expect(firstWarningsAndAlarms(detector, golden.s2)).not.toEqual(firstWarningsAndAlarms(ddm(), golden.s2));
  });
});
