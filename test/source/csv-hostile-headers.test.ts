import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { DriftSenseError } from '../../src/errors.js';
import { parseCsv } from '../../src/source/csv.js';
import { seeded } from './seeded.js';

const runs = process.env['NIGHTLY'] ? 100_000 : 10_000;

describe('headers', () => {
  it(`of ${runs} hostile kinds lose no column and touch no prototype`, async () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const encoder = new TextEncoder();
    const next = seeded(3);
    const hostile = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '__defineGetter__',
      'valueOf',
      'a\u0000b',
      '\u0000',
    ].concat([
      '\uFEFF',
      '\uFEFFid',
      'prototype',
      '',
      ' ',
      '"',
      'a,b',
      'a\nb',
      'é',
      '😀',
      '=1+1',
      '<script>',
      'length',
      'size',
      'names',
    ]);
    const lost: unknown[] = [];
    let refused = 0;
    for (let run = 0; run < runs; run++) {
      const names = Array.from(
        { length: 1 + Math.floor(next() * 6) },
        () => hostile[Math.floor(next() * hostile.length)]!,
      );
      const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join();
      const cells = names.map((_, i) => String(i));
      const result = await parseCsv([encoder.encode(`${header}\n${cells.join()}\n`)]).catch((error: unknown) => error);
      const twice = new Set(names.filter((name, i) => name !== '' && names.indexOf(name) !== i));
      if (DriftSenseError.is(result, 'CSV_DUPLICATE_HEADER') && twice.size > 0) {
        refused++;
        continue;
      }
      const expected = names.map((name, i) => (name === '' ? `column_${i + 1}` : name));
      const [row] = [...(result as Batch)];
      const own = Object.getOwnPropertyDescriptors(row!) as Record<string, PropertyDescriptor>;
      const complete = expected.every((name, i) => Object.hasOwn(own, name) && own[name]!.value === i);
      if (twice.size > 0 || !complete || Object.keys(row!).length !== names.length) lost.push(names);
    }
    expect(lost).toEqual([]);
    expect(refused).toBeGreaterThan(runs / 100);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
  });
});
