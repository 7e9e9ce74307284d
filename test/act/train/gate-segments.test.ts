import { describe, expect, it } from 'vitest';
import { continueGate, gate } from 'driftsense';
import { seededRandom } from '../../../src/stats/random.js';
import { draw, numbers, pairedErrors } from './gate-rows.js';

describe('gate with limits in segments', () => {
  /** Both models in two countries: in DE the challenger is better on 60 rows of 1,000, in FR worse on `harm` of 500. */
  const world = (harm: number) => {
    const parts = [
      pairedErrors(seededRandom('DE'), 1_000, 0.06, 0, 0.1),
      pairedErrors(seededRandom('FR'), 500, 0, harm),
    ];
    const joined = (name: 'labels' | 'champion' | 'challenger') =>
      Float64Array.from(parts.flatMap((part) => Array.from(part[name])));
    const country = [...Array.from({ length: 1_000 }, () => 'DE'), ...Array.from({ length: 500 }, () => 'FR')];
    return { labels: joined('labels'), champion: joined('champion'), challenger: joined('challenger'), country };
  };
  const look = (harm: number, window?: string) => {
    const { country, ...rows } = world(harm);
    return { ...rows, segments: { country }, ...(window !== undefined && { window }) };
  };
  const limits = { maxRegression: { accuracy: 0.03 } };

  it('refuses a challenger that is worse in one segment and better in the others, naming it, its rows and both metrics', () => {
    const rows = look(0.05);
    const without = gate(rows, { classes: 2, once: {} });
    expect(without).toMatchObject({ verdict: 'promote' });
    expect(without.looks[0]).not.toHaveProperty('segments');
    const record = gate(rows, { classes: 2, once: {}, segments: limits });
    expect(record).toMatchObject({ verdict: 'reject', reason: 'segment-regressed' });
    const wrong = (side: 'champion' | 'challenger') =>
      rows.labels.reduce((sum, label, i) => sum + (i >= 1_000 && rows[side][i]! >= 0.5 !== (label === 1) ? 1 : 0), 0);
    expect(record.segments).toEqual([
      { column: 'country', value: 'DE', rows: 1_000, verdict: 'kept' },
      {
        column: 'country',
        value: 'FR',
        rows: 500,
        verdict: 'worse',
        metric: 'accuracy',
        allowed: 0.03,
        champion: (500 - wrong('champion')) / 500,
        challenger: (500 - wrong('challenger')) / 500,
      },
    ]);
    expect(record.segments![1]!.champion! - record.segments![1]!.challenger!).toBeGreaterThan(0.03);
    const lenient = { maxRegression: { accuracy: 0.2 } };
    expect(gate(rows, { classes: 2, once: {}, segments: lenient }).verdict).toBe('promote');
  });

  it('watching, promotes nothing while a segment is worse, lets later rows correct that, and gives up after the looks granted', () => {
    const settings = { classes: 2, maxLooks: 3, segments: limits };
    const first = gate(look(0.05), settings);
    expect(first.logE).toBeGreaterThan(Math.log(100));
    expect(first).toMatchObject({ verdict: 'continue', reason: 'segment-regressed' });
    const corrected = continueGate(first, look(0, 'later'));
    expect(corrected.segments![1]).toEqual({ column: 'country', value: 'FR', rows: 1_000, verdict: 'kept' });
    expect(corrected).toMatchObject({ verdict: 'promote', reason: 'evidence-for' });
    const worse = continueGate(continueGate(first, look(0.05, 'later')), look(0.05, 'last'));
    expect(worse).toMatchObject({ verdict: 'reject', reason: 'segment-regressed', rows: 4_500 });
    expect(worse.segments![1]!.champion).toBeCloseTo(first.segments![1]!.champion!, 12);
  });

  it('names what it could not judge: too few rows, rows without a value, one class, more segments than it keeps', () => {
    const { labels, champion, challenger } = world(0.05);
    const some = Array.from(labels, (label, i) =>
      i < 40 ? 'small' : i < 300 ? undefined : label === 1 ? 'ill' : 'well',
    );
    const each = Array.from(labels, (_, i) => (i < 200 ? i : 'same'));
    const segments = { minRows: 50, maxRegression: { auc: 0.5, accuracy: 0.5 } };
    const rows = { labels, champion, challenger, segments: { some, each } };
    const { segments: out } = gate(rows, { classes: 2, segments });
    const of = (column: string) => out!.filter((segment) => segment.column === column);
    expect(new Set(of('some'))).toEqual(
      new Set([
        { column: 'some', value: 'ill', rows: expect.any(Number), verdict: 'no-metric', metric: 'auc' },
        { column: 'some', value: 'well', rows: expect.any(Number), verdict: 'no-metric', metric: 'auc' },
        { column: 'some', rows: 260, verdict: 'kept' },
        { column: 'some', value: 'small', rows: 40, verdict: 'too-few-rows' },
      ]),
    );
    expect(of('each').length).toBe(51);
    expect(of('each')[0]).toMatchObject({ value: 'same', rows: 1_300, verdict: 'kept' });
    expect(of('each').at(-1)).toEqual({ column: 'each', others: 151, rows: 151, verdict: 'too-many' });
    expect(gate(rows, { classes: 2, segments: { ...segments, columns: ['some'] } }).segments!.length).toBe(4);
  });

  it('measures numbers and three classes in each segment as over all rows', () => {
    const random = seededRandom('segments');
    const all = { ...numbers(random, 600, 5, 4), segments: { all: Array.from({ length: 600 }, () => true) } };
    const ofNumbers = gate(all, { classes: 0, segments: { maxRegression: { mae: 0.1, bias: 10 } } });
    expect(ofNumbers.rows).toBe(480);
    const { champion } = ofNumbers.looks[0]!;
    expect(ofNumbers.looks[0]!.segments).toEqual([
      expect.objectContaining({
        column: 'all',
        value: 'true',
        rows: 480,
        champion: { mae: champion['mae'], bias: champion['bias'] },
      }),
    ]);
    const labels = draw(90, () => random.integer(3));
    const sure = Float64Array.from(labels).map(() => 0);
    const probabilities = Float64Array.from({ length: 270 }, () => random.uniform());
    const rows = {
      labels,
      champion: probabilities,
      challenger: Float64Array.from({ length: 270 }, () => random.uniform()),
    };
    const record = gate(
      { ...rows, segments: { all: [...sure] } },
      { classes: 3, segments: { maxRegression: { macroF1: 1 } } },
    );
    expect(record.looks[0]!.segments![0]!.challenger['macroF1']).toBe(record.looks[0]!.challenger['macroF1']);
  });

  it('holds back a challenger that is not better by what was asked for in one segment, naming the figure', () => {
    const segments = { maxRegression: {}, minImprovement: { accuracy: 0.01 } };
    const record = gate(look(0), { classes: 2, once: {}, segments });
    expect(record).toMatchObject({ verdict: 'reject', reason: 'segment-not-better' });
    const outcomes = Object.fromEntries(record.segments!.map((one) => [one.value, one]));
    expect(outcomes['DE']!.verdict).toBe('kept');
    expect(outcomes['FR']).toMatchObject({ verdict: 'not-better', metric: 'accuracy', asked: 0.01, rows: 500 });
    expect(outcomes['FR']!.allowed).toBeUndefined();
    const watched = gate(look(0), { classes: 2, segments });
    expect([watched.verdict, watched.reason]).toEqual(['continue', 'segment-not-better']);
    // As good as before is enough where nothing more is asked, and being worse comes first.
    const kept = { maxRegression: {}, minImprovement: { accuracy: 0 } };
    expect(gate(look(0), { classes: 2, once: {}, segments: kept }).verdict).toBe('promote');
    const both = { maxRegression: { accuracy: 0.03 }, minImprovement: { accuracy: 0.01 } };
    expect(gate(look(0.05), { classes: 2, once: {}, segments: both }).reason).toBe('segment-regressed');
  });

  it('refuses limits for metrics that there are not, and rows that name no segments', () => {
    const rows = look(0);
    const refused = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) as string });
    expect(() => gate(rows, { classes: 2, once: { maxRegression: { mae: 1 } } })).toThrow(
      refused(/gate\.once\.maxRegression\.mae: expected one of accuracy, logLoss, macroF1, auc, brier/),
    );
    expect(() => gate(rows, { classes: 2, segments: { maxRegression: { acuracy: 1 } as never } })).toThrow(
      refused(/gate\.segments\.maxRegression\.acuracy: .*; did you mean 'accuracy'\?/),
    );
    const asked = { maxRegression: {}, minImprovement: { brier: 0 } };
    expect(() => gate({ ...rows, champion: rows.labels }, { classes: 3, segments: asked })).toThrow(
      refused(/gate\.segments\.minImprovement\.brier: expected one of accuracy, logLoss, macroF1$/),
    );
    const { segments: _, ...without } = rows;
    expect(() => gate(without, { classes: 2, segments: limits })).toThrow(refused(/the rows name no segments/));
    expect(() => gate({ ...without, segments: { country: ['DE'] } }, { classes: 2, segments: limits })).toThrow(
      refused(/expected 1500 values of 'country', got 1/),
    );
  });
});
