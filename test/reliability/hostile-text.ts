import type { SeededRandom } from '../../src/stats/random.js';

const payload = 'globalThis.pwned=true';
/** Values that JSON allows and that a careless loader would trip over. */
const evil: readonly string[] = [
  `"${payload}"`,
  `"__js_function:function(){${payload}}"`,
  `"_$$ND_FUNC$$_function(){${payload}}()"`,
  `{"__proto__":{"polluted":"yes"}}`,
  `{"constructor":{"prototype":{"polluted":"yes"}}}`,
  `{"toJSON":"${payload}","then":"${payload}","valueOf":1,"toString":1}`,
  `{"$ref":"#/","type":"Buffer","data":[1]}`,
  '1e999',
  '-1e999',
  '-0',
  '1e-999',
  '9007199254740993',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
  'null',
  'true',
  '""',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]',
  '['.repeat(20_000),
  `{"a":`.repeat(20_000),
  '{"a":1,"a":2}',
  '{"a":1,}',
  "{'a':1}",
  'NaN',
  'undefined',
  '\ufeff1',
];

/** Puts something evil where a value stands, cuts, doubles or replaces a piece of the text. */
export function mutateText(text: string, random: SeededRandom): string {
  const values = [...text.matchAll(/"[^"]*"(?!:)|-?[0-9.]+|true|false|null|\[[^[\]]*\]|\{[^{}]*\}/g)];
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;
  const value = pick(values);
  const [at, end] = [value.index, value.index + value[0].length];
  const cut = random.integer(text.length);
  switch (random.integer(6)) {
    case 0:
      return text.slice(0, cut) + text.slice(cut + 1 + random.integer(8));
    case 1:
      return text.slice(0, cut) + pick(evil) + text.slice(cut);
    case 2:
      return `{"__proto__":${pick(evil)},${text.slice(1)}`;
    case 3:
      return pick(evil);
    default:
      return text.slice(0, at) + pick(evil) + text.slice(end);
  }
}
