import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/contracts/json.js';
import { DriftSenseError } from '../../src/errors.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { sha256 } from '../../src/stats/sha256.js';
import { jsonBytes, parseJsonBytes } from '../../src/store/json-body.js';
import { readRecord } from '../../src/store/read-record.js';
import { decodeRecord, encodeRecord, isRecord, type RecordKind } from '../../src/store/record.js';

const kind: RecordKind = { name: 'model', maxBytes: 100, damaged: 'REGISTRY_CORRUPT', without: 'others stay' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (of: Uint8Array): string => new TextDecoder().decode(of);

describe('a record', () => {
  it('is one JSON document that says what it is', () => {
    const file = JSON.parse(text(encodeRecord(kind, bytes('{"a":1}')))) as Record<string, unknown>;
    expect(file).toEqual({
      format: 'driftsense/model',
      formatVersion: 1,
      sha256: sha256(bytes('{"a":1}')),
      length: 7,
      body: { a: 1 },
    });
  });

  it('gives back any body, of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (body) => {
        const record = await decodeRecord(kind, encodeRecord(kind, body), 'x');
        expect(Array.from(record.body)).toEqual(Array.from(body));
        expect(record.sha256).toBe(sha256(body));
      }),
      { numRuns: 200 },
    );
  });

  it('that is damaged can be put aside; one of a later release wants that release', async () => {
    const remedyOf = (file: string): Promise<unknown> =>
      decodeRecord(kind, bytes(file), 'models/a b.json').catch((error: DriftSenseError) => error.remedy);
    expect(await remedyOf('{')).toBe("mv 'models/a b.json' 'models/a b.json.kept'; others stay");
    const later = text(encodeRecord(kind, bytes('{}'))).replace('"formatVersion":1', '"formatVersion":2');
    expect(await remedyOf(later)).toBe('npm install driftsense@latest; a later release wrote it');
  });

  it('is refused with every one of its bits flipped', async () => {
    const file = encodeRecord(kind, bytes('{"weights":[0.5]}'));
    const passed: number[] = [];
    for (let bit = 0; bit < file.length * 8; bit++) {
      const flipped = file.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      try {
        await decodeRecord(kind, flipped, 'x');
        passed.push(bit);
      } catch (error) {
        if (!DriftSenseError.is(error, 'REGISTRY_CORRUPT')) throw error;
      }
    }
    expect(passed).toEqual([]);
  });

  it('is refused at every length but its own', async () => {
    const file = encodeRecord(kind, bytes('{}'));
    for (let length = 0; length < file.length; length++)
      await expect(decodeRecord(kind, file.slice(0, length), 'x')).rejects.toThrow(DriftSenseError);
    await expect(decodeRecord(kind, new Uint8Array([...file, 10]), 'x')).rejects.toThrow(
      'has 146 bytes where 145 were written',
    );
  });

  it('is told from other files and other kinds', async () => {
    const file = encodeRecord(kind, bytes('{}'));
    expect(isRecord(file)).toBe(true);
    expect(isRecord(bytes('{"format":"other"}'))).toBe(false);
    await expect(decodeRecord({ ...kind, name: 'alias' }, file, 'x')).rejects.toThrow(
      "'x' is a record of kind 'model', expected 'alias'",
    );
    await expect(decodeRecord(kind, bytes('{}'), 'x')).rejects.toThrow("'x' is no record of driftsense");
  });

  it('is read up to its limit and not one byte beyond', async () => {
    const fs = memoryFileSystem();
    fs.put('at', encodeRecord(kind, new Uint8Array(100)));
    fs.put('beyond', encodeRecord(kind, new Uint8Array(101)));
    fs.put('far beyond', new Uint8Array(1_000_000));
    expect((await readRecord(fs, 'at', kind))?.body.length).toBe(100);
    for (const path of ['beyond', 'far beyond'])
      await expect(readRecord(fs, path, kind)).rejects.toMatchObject({ code: 'REGISTRY_CORRUPT' });
    expect(fs.calls.filter(({ call }) => call === 'read').map(({ path }) => path)).toEqual(['at', 'beyond']);
    expect(await readRecord(fs, 'none', kind)).toBe(undefined);
  });

  it('that may not be read is an error of its own', async () => {
    const fs = memoryFileSystem();
    fs.put('a', encodeRecord(kind, bytes('1')));
    fs.fail({ call: 'read', code: 'EACCES' });
    await expect(readRecord(fs, 'a', kind)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('the JSON of a record', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
        expect(JSON.stringify(parseJsonBytes(jsonBytes(value as Json)))).toBe(JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['[1, 1e999]', 'holds Infinity at [1]'],
    ['{"a": {"b": -1e999}}', 'holds -Infinity at a.b'],
    ['1e999', 'holds Infinity at its root'],
    ['{', 'is no JSON'],
    ['', 'is no JSON'],
    ['\ufeff{}', 'is no JSON'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'is nested deeper than 32 levels'],
    ['['.repeat(1_000_000), 'is nested deeper than 32 levels'],
  ])('is refused: %#', (json, problem) => {
    expect(() => parseJsonBytes(bytes(json))).toThrow(problem);
  });

  it('is refused when it is no UTF-8', () => {
    expect(() => parseJsonBytes(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('is no JSON');
  });

  it('may be nested to the limit, and hold brackets in texts', () => {
    const deep = `${'['.repeat(32)}${']'.repeat(32)}`;
    expect(JSON.stringify(parseJsonBytes(bytes(deep)))).toBe(deep);
    const brackets = JSON.stringify({ text: `"\\"${'['.repeat(100)}`, more: '{'.repeat(100) });
    expect(JSON.stringify(parseJsonBytes(bytes(brackets)))).toBe(brackets);
  });

  it('keeps a key named __proto__ a key', () => {
    const value = parseJsonBytes(bytes('{"__proto__": {"polluted": true}}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('polluted' in value).toBe(false);
  });
});
