import { describe, expect, it } from 'vitest';
import { bernoulliStream, driftingStream, normalStream } from '../../src/testing/streams.js';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('synthetic streams', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(bernoulliStream({ seed: 3 })).toEqual(bernoulliStream({ seed: 3 }));
    expect(bernoulliStream({ seed: 3 })).not.toEqual(bernoulliStream({ seed: 4 }));
    expect(normalStream({ seed: 3 })).toEqual(normalStream({ seed: 3 }));
    expect(driftingStream({ seed: 3 })).toEqual(driftingStream({ seed: 3 }));
  });

  it('of zeros and ones change their rate where they say', () => {
    const stream = bernoulliStream({
      rows: 30_000,
      rate: 0.1,
      changes: [
        { at: 10_000, rate: 0.4 },
        { at: 20_000, rate: 1 },
      ],
    });
    expect(mean(stream.slice(0, 10_000))).toBeCloseTo(0.1, 1);
    expect(mean(stream.slice(10_000, 20_000))).toBeCloseTo(0.4, 1);
    expect(mean(stream.slice(20_000))).toBe(1);
  });

  it('of normal numbers change mean and spread where they say', () => {
    const changes = [
      { at: 10_000, mean: 5 },
      { at: 20_000, sd: 0 },
    ];
    const stream = normalStream({ rows: 30_000, mean: 1, sd: 2, changes });
    const before = stream.slice(0, 10_000);
    expect(mean(before)).toBeCloseTo(1, 1);
    expect(Math.sqrt(mean(before.map((x) => (x - 1) ** 2)))).toBeCloseTo(2, 1);
    expect(mean(stream.slice(10_000, 20_000))).toBeCloseTo(5, 1);
    expect(new Set(stream.slice(20_000))).toEqual(new Set([5]));
  });

  it('spread a gradual change evenly', () => {
    const stream = normalStream({ rows: 8, mean: 0, sd: 0, changes: [{ at: 2, over: 3, mean: 4 }] });
    expect([...stream]).toEqual([0, 0, 1, 2, 3, 4, 4, 4]);
  });

  it('of rows move x by the data drift and turn the rule by the concept drift', () => {
    const rows = driftingStream({ rows: 30_000, noise: 0.05, data: { at: 10_000, shift: 2 }, concept: { at: 20_000 } });
    const errors = (from: number) =>
      mean(rows.slice(from, from + 10_000).map((row) => Number(row.prediction !== row.label)));
    expect(mean(rows.slice(0, 10_000).map(({ x }) => x))).toBeCloseTo(0, 1);
    expect(mean(rows.slice(10_000).map(({ x }) => x))).toBeCloseTo(2, 1);
    for (const from of [0, 10_000]) expect(Math.abs(errors(from) - 0.05)).toBeLessThan(0.007);
    expect(errors(20_000)).toBeGreaterThan(0.15);
    expect(mean(rows.map(({ colour }) => Number(colour === 'blue')))).toBeCloseTo(0.5, 1);
  });

  it('refuse options that make no sense', () => {
    expect(() => bernoulliStream({ rate: 2 })).toThrow(/bernoulliStream\.rate/);
    expect(() => normalStream({ rows: -1 })).toThrow(/normalStream\.rows/);
    expect(() => driftingStream({ data: { at: 3 } } as object)).toThrow(/driftingStream\.data\.shift/);
  });
});
