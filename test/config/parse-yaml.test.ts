import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/config/parse-yaml.js';
import { scanYaml } from '../../src/config/scan-yaml.js';

const problems = (text: string) =>
  parseYaml(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('what is written in a configuration file', () => {
  it('names, paths, markers and secrets are taken as written, whatever they look like', () => {
    const { value } = parseYaml(
      [
        'columns: { no: { test: 1.0 }, 007: {}, 1.10: {}, null: {}, true: {}, 1e3: {}, 0x1F: {}, ~: {} }',
        'data: { label: 1.10, id: off, missing: [null, ~, 007, no, 1.0, ""], reference: 2024-01-01 }',
        'alerting: { email: { password: 0123, username: yes } }',
        'name: 1_000',
        'model: { positive: true, trainer: 1e5 }',
      ].join('\n'),
    );
    expect(value).toEqual({
      columns: { no: { test: '1.0' }, '007': {}, '1.10': {}, null: {}, true: {}, '1e3': {}, '0x1F': {}, '~': {} },
      data: { label: '1.10', id: 'off', missing: ['null', '~', '007', 'no', '1.0', ''], reference: '2024-01-01' },
      alerting: { email: { password: '0123', username: 'yes' } },
      name: '1_000',
      model: { positive: 'true', trainer: '1e5' },
    });
  });

  it('everything else has the type of YAML 1.2', () => {
    expect(parseYaml('seed: 0o17\nretraining: { enabled: true, holdout: 1.0 }\ncorrection: no').value).toEqual({
      seed: 15,
      retraining: { enabled: true, holdout: 1 },
      correction: 'no',
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'])(
    'a column may be called %s, and nothing else is changed by it',
    (name) => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      for (const text of [`columns: { ${name}: { tolerance: 0.3 } }`, `{"columns": {"${name}": {"tolerance": 0.3}}}`]) {
        const { value, problems: found } = parseYaml(text);
        const { columns } = value as { columns: object };
        expect(found).toEqual([]);
        expect(Object.entries(columns)).toEqual([[name, { tolerance: 0.3 }]]);
        expect(Object.getPrototypeOf(columns)).toBe(Object.prototype);
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      expect(({} as { tolerance?: unknown }).tolerance).toBeUndefined();
    },
  );

  it('a key with nothing behind it has no value; null is a value', () => {
    expect(parseYaml('a:\nb: null\nc: ~\nd: ""\n').value).toEqual({ a: undefined, b: null, c: null, d: '' });
    expect(parseYaml('').value).toEqual({});
    expect(parseYaml('# only a comment').value).toEqual({});
    expect(parseYaml('---\n').value).toEqual({});
  });

  it('JSON is a form of it', () => {
    const json = { name: 'x', columns: { a: { tolerance: 0.1 } }, data: { missing: ['-', 'null'] }, seed: -3 };
    for (const text of [JSON.stringify(json), JSON.stringify(json, null, 2), JSON.stringify(json, null, '\t')])
      expect(parseYaml(text)).toMatchObject({ value: json, problems: [], isWhole: true });
  });

  it('line ends, a byte order mark and comments change nothing', () => {
    const text = 'data:\n  label: y # the outcome\nseed: 3\n';
    for (const other of [text.replaceAll('\n', '\r\n'), `\ufeff${text}`, `%YAML 1.2\n---\n${text}...\n`])
      expect(parseYaml(other)).toMatchObject({ value: { data: { label: 'y' }, seed: 3 }, problems: [] });
  });

  it('knows where each key and item stands', () => {
    const { position } = parseYaml('data:\n  stream:\n    - a.csv\n    - b.csv\ncolumns: {x: {test: ks}}\n');
    expect(position(['data', 'stream'])).toEqual({ line: 2, column: 3 });
    expect(position(['data', 'stream', 1])).toEqual({ line: 4, column: 7 });
    expect(position(['columns', 'x', 'test'])).toEqual({ line: 5, column: 15 });
    expect(position(['columns', 'y'])).toBeUndefined();
  });

  it('an anchor may be used again, and its values count under each key', () => {
    const { value, problems: found, position } = parseYaml('columns:\n  a: &usual { tolerance: 0.2 }\n  b: *usual\n');
    expect(found).toEqual([]);
    expect(value).toEqual({ columns: { a: { tolerance: 0.2 }, b: { tolerance: 0.2 } } });
    expect(position(['columns', 'b'])).toEqual({ line: 3, column: 3 });
  });
});

describe('what is no configuration', () => {
  it.each([
    ['name: a\nseed: 1\nname: b\n', ["3:1 'name' stands here twice, first in line 1"]],
    ['columns:\n  007: {}\n  "007": {}\n', ["3:3 '007' stands here twice, first in line 2"]],
    ['columns: { __proto__: {}, __proto__: {} }', ["1:27 '__proto__' stands here twice, first in line 1"]],
    [
      'columns:\n  a: &a { tolerance: 1 }\n  b: { <<: *a }\n',
      ["3:8 merge keys ('<<') are not supported: write the keys out, or use an alias for the whole value"],
    ],
    ['name: a\n---\nname: b\n', ['2:1 expected one document: from here on nothing would be read']],
    ['name: !!js/function "x"', ["1:7 tags are not supported (a text that begins with '!' needs quotes)"]],
    ['name: *there', ["1:7 expected an anchor of this name above (a text that begins with '*' needs quotes)"]],
    ['data: &a { labels: *a }', ['1:20 this alias contains itself']],
    ['? [a, b]\n: c\n', ['1:3 expected a name as key']],
    ['a: "\\q"', ['1:5 unknown escape sequence (a backslash within double quotes is written twice)']],
    ["a: 'b", ["1:6 a ' that opens before here never closes"]],
    ['a: b: c', ['1:4 Nested mappings are not allowed in compact mappings']],
    ['a: @b', ['1:4 Plain value cannot start with reserved character @']],
    ['a:\n\t- b\n', ['2:1 Tabs are not allowed as indentation']],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expect.arrayContaining(expected));
  });

  it('a quoted << is a name like any other', () => {
    expect(parseYaml('columns: { "<<": { tolerance: 1 } }')).toMatchObject({
      value: { columns: { '<<': { tolerance: 1 } } },
      problems: [],
    });
  });

  it('no message quotes a text that could not be read: a secret may stand there', () => {
    for (const text of [
      '!hunter2',
      '*hunter2',
      '"\\hunter2"',
      '"a" hunter2',
      '%hunter2\n%hunter2',
      '@hunter2',
      '}hunter2',
      '&hunter2 *hunter2',
    ])
      for (const message of problems(`alerting:\n  email:\n    password: ${text}\n`))
        expect(message, text).not.toContain('hunter2');
    expect(problems('password: !hunter2 x').length).toBeGreaterThan(0);
  });
});

describe('a file made to do harm', () => {
  const parts = 'expected at most 60000 names, values and marks, line ends included';
  const nested = (open: string, times: number) => open.repeat(times);

  it.each([
    ['brackets', nested('[', 2 ** 20), '1:33 expected at most 32 levels'],
    ['braces', nested('{a: ', 200_000), '1:129 expected at most 32 levels'],
    ['dashes', nested('- ', 2 ** 19), '1:65 expected at most 32 levels'],
    ['question marks', nested('? ', 2 ** 19), '1:65 expected at most 32 levels'],
    [
      'indentation',
      Array.from({ length: 1_400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'expected at most 32 levels',
    ],
    [
      'one level too many',
      `${Array.from({ length: 33 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} x`,
      'expected at most 32 levels',
    ],
    ['bytes', `name: ${'x'.repeat(2 ** 20)}`, '1:1 expected at most 1048576 bytes'],
    ['items', `a: [${'1,'.repeat(300_000)}]`, parts],
    ['quoted items', `a: [${'"",'.repeat(300_000)}]`, parts],
    ['commas', `a: [${','.repeat(2 ** 19)}]`, parts],
    ['colons', `a:\n${' : \n'.repeat(2 ** 17)}`, parts],
    ['keys', Array.from({ length: 30_000 }, (_, i) => `k${i}:\n`).join(''), parts],
    ['lines that cannot be read', `a: 1\n${'@ \n'.repeat(2 ** 17)}`, parts],
    ['blank lines', `a: 1\n${'\n'.repeat(2 ** 19)}`, parts],
    ['comments', `a: 1\n${'#\n'.repeat(2 ** 18)}`, parts],
    ['aliases', `a: &a x\nb: [${'*a,'.repeat(101)}]`, '2:305 expected at most 100 aliases'],
    [
      'aliases of aliases',
      Array.from(
        { length: 9 },
        (_, i) =>
          `a${i}: &a${i} [${
            i === 0
              ? 'x'
              : Array(9)
                  .fill(`*a${i - 1}`)
                  .join(',')
          }]`,
      ).join('\n'),
      'expected at most 100 aliases',
    ],
    [
      'aliases of a long list',
      `a: &a [${'1,'.repeat(15_000)}]\nb: [${'*a,'.repeat(90)}]`,
      'expected at most 60000 values',
    ],
  ])('%s: refused with one problem', (_, text, message) => {
    const { problems: found, isWhole } = parseYaml(text);
    expect(isWhole).toBe(false);
    expect(found.map(({ line, column, message: said }) => `${line}:${column} ${said}`)).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it.each([
    ['32 levels', `${Array.from({ length: 31 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} x`],
    ['a flow of 32 levels', `${'['.repeat(31)}${']'.repeat(31)}`],
    ['100 aliases', `a: &a x\nb: [${'*a,'.repeat(100)}]`],
    ['4,000 columns', `columns:\n${Array.from({ length: 4_000 }, (_, i) => `  c${i}: {role: ignore}\n`).join('')}`],
    ['a long comment, and a long text', `# ${'x '.repeat(2 ** 18)}\na: |\n${'  words words words\n'.repeat(25_000)}`],
    ['many items one after another', `a:\n${'  - - x\n'.repeat(500)}b: [[1], [2], {c: [3]}]\n`],
    [
      'brackets in texts',
      `a: "${'['.repeat(100)}"\nb: '${'{'.repeat(100)}'\nc: |\n  ${'['.repeat(100)}\n# ${'['.repeat(100)}\nd: x${'['.repeat(100)}\n`,
    ],
  ])('%s are right', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  it('is refused before anything is built of it', () => {
    expect(scanYaml('[[1], [2, [3]]]', { levels: 2, tokens: 20 })).toEqual({ offset: 10, excess: 'levels' });
    // a, :, space, 1, line end, b, :, space, "2", line end
    expect(scanYaml('a: 1\nb: "2"\n', { levels: 2, tokens: 8 })).toEqual({ offset: 8, excess: 'tokens' });
    expect(scanYaml('a: 1\nb: "2"\n', { levels: 2, tokens: 10 })).toBeUndefined();
  });

  it('costs no stack for each of its problems, and leaves those of others as they were', () => {
    const kept = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!;
    const limits: unknown[] = [];
    Object.defineProperty(Error, 'stackTraceLimit', {
      configurable: true,
      get: () => limits.at(-1) ?? 7,
      set: (limit) => {
        limits.push(limit);
      },
    });
    try {
      expect(problems(`a: [${','.repeat(1_000)}]`)).toHaveLength(1_000);
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', kept);
    }
    expect(limits).toEqual([0, 7]);
  });
});
