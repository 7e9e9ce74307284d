import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/table/batch.js';
import { inferSchema } from '../../src/table/infer-schema.js';
import { defineSchema, parseSchema, type ColumnSpec } from '../../src/table/schema.js';

const problemsOf = (make: () => unknown): unknown => {
  try {
    make();
  } catch (error) {
    return (error as { code: string; details: { problems?: unknown } }).code === 'SCHEMA_INVALID'
      ? (error as { details: { problems?: unknown } }).details.problems
      : error;
  }
  throw new Error('expected SCHEMA_INVALID');
};

describe('defineSchema', () => {
  it('gives each short form its role and type', () => {
    const { columns } = defineSchema({
      amount: 'numeric',
      country: 'categorical',
      score: 'score',
      blocked: 'prediction',
      fraud: 'label',
      key: 'id',
      at: 'timestamp',
      shop: 'segment',
      comment: 'ignore',
    });
    expect(columns.map(({ name, role, type }) => [name, role, type])).toEqual([
      ['amount', 'feature', 'numeric'],
      ['country', 'feature', 'categorical'],
      ['score', 'score', 'numeric'],
      ['blocked', 'prediction', 'categorical'],
      ['fraud', 'label', 'categorical'],
      ['key', 'id', 'categorical'],
      ['at', 'timestamp', 'numeric'],
      ['shop', 'segment', 'categorical'],
      ['comment', 'ignore', 'categorical'],
    ]);
    expect(columns[2]).toMatchObject({ min: 0, max: 1 });
  });

  it('lets rules decide the type, and a prediction share that of its label', () => {
    const { columns } = defineSchema({
      area: { min: 0 },
      grade: { categories: ['A', 'B'] },
      guess: 'prediction',
      price: { role: 'label', type: 'numeric' },
      logit: { role: 'score', min: -10, max: 10 },
    });
    expect(columns.map(({ type }) => type)).toEqual(['numeric', 'categorical', 'numeric', 'numeric', 'numeric']);
    expect(columns[4]).toMatchObject({ min: -10, max: 10 });
  });

  it('is frozen all through, and copies what it was given', () => {
    const categories = ['A'];
    const schema = defineSchema({ grade: { categories } });
    categories.push('B');
    expect(schema.columns[0]!.categories).toEqual(['A']);
    expect(Object.isFrozen(schema.columns[0]!.categories)).toBe(true);
  });

  it('tells every problem at once', () => {
    const problems = problemsOf(() =>
      defineSchema({
        a: 'number' as 'numeric',
        b: { typ: 'numeric' } as ColumnSpec,
        c: { role: 'feature' },
        d: { type: 'numeric', categories: ['x'] },
        e: { type: 'categorical', min: 1 },
        f: { min: 2, max: 1 },
        g: { categories: ['x', 'x'] },
        h: { role: 'score', type: 'categorical' },
        i: { role: 'timestamp', timeZone: 'Mars/Base' },
        j: 'label',
        k: 'label',
        l: { min: Infinity },
      }),
    ) as string[];
    expect(problems.map((problem) => /^'(\w)|'(\w)' and/.exec(problem)?.slice(1).join(''))).toEqual(
      expect.arrayContaining([...'abcdefghijl']),
    );
    expect(problems).toContain("'b': unknown option 'typ'; did you mean 'type'?");
    expect(problems).toContain("'c': give its type, 'numeric' or 'categorical'");
    expect(problems).toContain("'j' and 'k': only one column can have the role label");
    expect(problems.find((problem) => problem.startsWith("'a'"))).toMatch(/numeric, categorical, score/);
  });

  it('says of a wrong value what was expected and what came', () => {
    const spec = { role: 'target', categories: [1] } as never;
    expect(problemsOf(() => defineSchema({ y: spec, n: 3 as never }))).toEqual([
      expect.stringMatching(/^'y'.role: expected "feature" or .*, got "target"$/),
      "'y'.categories.0: expected string, got 1",
      "'n': expected object, got 3",
    ]);
  });

  it.each([['weight' as never], [{ role: 'weight' } as never], [{ type: 'numeric', weight: 2 } as never]])(
    'refuses row weights with an error of their own: %j',
    (spec) => {
      expect(() => defineSchema({ w: spec })).toThrow(expect.objectContaining({ code: 'WEIGHTS_UNSUPPORTED' }));
    },
  );

  it('keeps columns named like members of every object', () => {
    const schema = defineSchema(JSON.parse('{"__proto__": "numeric", "constructor": "categorical"}'));
    expect(schema.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });
});

describe('a stored schema', () => {
  const declared = defineSchema({
    amount: { type: 'numeric', min: 0, max: 9, missing: ['-1'] },
    grade: { categories: ['A'], labels: 'redact' },
    at: { role: 'timestamp', timeZone: 'Europe/Paris' },
  });
  const inferred = inferSchema(fromColumns({ x: [1, 2], code: ['007', '008'], day: ['2024-01-01', '2024-01-02'] }));

  it.each([
    ['declared', declared],
    ['inferred', inferred],
  ])('comes back from JSON unchanged: %s', (_, schema) => {
    const text = JSON.stringify(schema);
    expect(parseSchema(JSON.parse(text))).toEqual(schema);
    expect(JSON.stringify(parseSchema(JSON.parse(text)))).toBe(text);
  });

  it.each([
    ['another kind', { ...declared, kind: 'profile' }],
    ['a later version', { ...declared, schemaVersion: 2 }],
    ['an unknown key', { ...declared, color: 'red' }],
    ['an unknown role', { ...declared, columns: [{ name: 'a', role: 'king', type: 'numeric' }] }],
    ['two columns of one name', { ...declared, columns: [declared.columns[0], declared.columns[0]] }],
    [
      'a range upside down',
      { ...declared, columns: [{ name: 'a', role: 'feature', type: 'numeric', min: 1, max: 0 }] },
    ],
    ['no schema', null],
  ])('is refused when it is or holds %s', (_, json) => {
    expect(problemsOf(() => parseSchema(json))).toHaveLength(1);
  });
});
