import type { SeededRandom } from '../../src/stats/random.js';

const payload = 'globalThis.pwned=true';
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + 1 + close.repeat(depth);

/** Values that JSON allows and that a careless loader would trip over. */
const evil: readonly string[] = [
  `"${payload}"`,
  `"__js_function:function(){${payload}}"`,
  `"_$$ND_FUNC$$_function(){${payload}}()"`,
  `{"__proto__":{"polluted":"yes"}}`,
  `{"constructor":{"prototype":{"polluted":"yes"}}}`,
  `{"toJSON":"${payload}","then":"${payload}","valueOf":1,"toString":1}`,
  `{"$ref":"#/","type":"Buffer","data":[1]}`,
  `{"length":-1,"0":1}`,
  `{"length":1e9}`,
  '1e999',
  '-1e999',
  '1.7976931348623157e308',
  '-0',
  '5e-324',
  '0.5',
  '-1',
  '4294967296',
  '9007199254740993',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '"1"',
  '""',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  'null',
  'true',
  'false',
  nested('[', ']', 32),
  nested('[', ']', 5_000),
  nested('{"a":', '}', 5_000),
];
/** What no JSON is. */
const broken: readonly string[] = [
  '['.repeat(20_000),
  `{"a":`.repeat(20_000),
  '{"a":1,}',
  "{'a':1}",
  'NaN',
  'undefined',
  '\ufeff1',
];
const keys: readonly string[] = ['"__proto__"', '"constructor"', '"toJSON"', '"then"', '"length"', '"\\ud800"', '""'];

/** Where a value stands in a text, and the key before it. */
interface Place {
  readonly at: number;
  readonly end: number;
  readonly key?: number;
}

const known = new Map<string, readonly Place[]>();

/** Every value of a text that `JSON.stringify` made, the innermost first. */
function placesOf(text: string): readonly Place[] {
  const found: Place[] = [];
  const open: Omit<Place, 'end'>[] = [];
  let key: number | undefined;
  for (const { index: at, 0: token } of text.matchAll(/"(?:[^"\\]|\\.)*"|[-\d][-+.\deE]*|true|false|null|[{}[\]]/g)) {
    const end = at + token.length;
    if (text[end] === ':') {
      key = at;
      continue;
    }
    const start = { at, ...(key !== undefined && { key }) };
    if (token === '{' || token === '[') open.push(start);
    else found.push(token === '}' || token === ']' ? { ...open.pop()!, end } : { ...start, end });
    key = undefined;
  }
  return found;
}

/**
 * Changes a JSON text in one or two places. Nine of ten are JSON again, with a value, a key or a number that does not
 * belong where it stands; the others are cut, doubled or no JSON at all.
 */
export function mutateText(text: string, random: SeededRandom): string {
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;
  if (random.uniform() < 0.1) {
    const cut = random.integer(text.length);
    const rest = text.slice(cut + random.integer(8));
    return pick([text.slice(0, cut) + rest, text.slice(0, cut) + pick([...evil, ...broken]) + rest, pick(broken)]);
  }
  if (random.uniform() < 0.02) return pick(evil);
  let places = known.get(text);
  if (places === undefined) known.set(text, (places = placesOf(text)));
  const changed = mutatePlace(text, places, random);
  return random.uniform() < 0.7 ? changed : mutatePlace(changed, placesOf(changed), random);
}

function mutatePlace(text: string, places: readonly Place[], random: SeededRandom): string {
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;
  const { at, end, key } = pick(places);
  const here = text.slice(at, end);
  const other = pick(places);
  const there = text.slice(other.at, other.end);
  const withHere = (value: string): string => text.slice(0, at) + value + text.slice(end);
  switch (random.integer(10)) {
    case 0:
      return withHere(there);
    case 1: {
      // Two that do not lie in one another change places.
      const [first, second] = at < other.at ? [{ at, end }, other] : [other, { at, end }];
      if (first.end > second.at) return withHere(pick(evil));
      const between = text.slice(first.end, second.at);
      const [left, right] = [text.slice(first.at, first.end), text.slice(second.at, second.end)];
      return text.slice(0, first.at) + right + between + left + text.slice(second.end);
    }
    case 2:
      return withHere(near(here, random));
    case 3: {
      // Without it, and the comma that parted it from its neighbour.
      const start = key ?? at;
      if (text[end] === ',') return text.slice(0, start) + text.slice(end + 1);
      return text.slice(0, text[start - 1] === ',' ? start - 1 : start) + text.slice(end) || 'null';
    }
    case 4:
      return key === undefined ? withHere(pick(evil)) : text.slice(0, key) + pick(keys) + text.slice(at - 1);
    case 5:
      return here.startsWith('{')
        ? withHere(`{${pick(keys)}:${pick(evil)}${here === '{}' ? '' : ','}${here.slice(1)}`)
        : withHere(`[${here},${here}]`);
    default:
      return withHere(pick(evil));
  }
}

/** A value of the same type: another number, a longer text or list. */
function near(value: string, random: SeededRandom): string {
  if (value.startsWith('"')) return `"${value.slice(1, -1)}x"`;
  if (value.startsWith('[') && value !== '[]') return `${value.slice(0, -1)},${value.slice(1)}`;
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return value === 'true' ? 'false' : 'true';
  return String([number + 1, number - 1, -number, number / 2, number * 1e6, number + 0.25][random.integer(6)]);
}
