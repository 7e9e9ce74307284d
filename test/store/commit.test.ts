import { describe, expect, it } from 'vitest';
import { DriftSenseError } from '../../src/errors.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { commitRecord, nextNumber, numbersIn, type NumberedNames } from '../../src/store/commit.js';
import { readRecord } from '../../src/store/read-record.js';
import { encodeRecord, type RecordKind } from '../../src/store/record.js';

const names: NumberedNames = {
  nameOf: (n) => `r${n}`,
  numberOf: (name) => (/^r[1-9][0-9]*$/.test(name) ? Number(name.slice(1)) : undefined),
  last: 99,
};
const kind: RecordKind = { name: 'model', maxBytes: 1_000, damaged: 'REGISTRY_CORRUPT', without: 'others stay' };
const file = (text: string): Uint8Array => encodeRecord(kind, new TextEncoder().encode(text));

async function folder() {
  const fs = memoryFileSystem();
  await fs.mkdir('d');
  return fs;
}
const bodyOf = async (fs: Awaited<ReturnType<typeof folder>>, path: string): Promise<string> =>
  new TextDecoder().decode((await readRecord(fs, path, kind))?.body);
async function failure(attempt: () => Promise<unknown>): Promise<DriftSenseError> {
  try {
    await attempt();
  } catch (error) {
    if (DriftSenseError.is(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('commitRecord', () => {
  it('makes its calls in the order that survives a crash at any of them', async () => {
    const fs = await folder();
    const before = fs.calls.length;
    expect(await commitRecord(fs, 'd', names, file('{}'), { first: 1 })).toBe(1);
    expect(fs.calls.slice(before).map(({ call }) => call)).toEqual([
      'open',
      'write',
      'sync',
      'close',
      'link',
      'syncDirectory',
      'unlink',
    ]);
    expect(fs.files()).toEqual(['/d/r1']);
  });

  it('takes the next number that is free, and replaces none', async () => {
    const fs = await folder();
    for (const n of [1, 2, 4]) fs.put(`d/r${n}`, 'taken');
    expect(await commitRecord(fs, 'd', names, file('"a"'), { first: 1 })).toBe(3);
    expect(await commitRecord(fs, 'd', names, file('"b"'), { first: 1 })).toBe(5);
    expect(await bodyOf(fs, 'd/r3')).toBe('"a"');
    expect(new TextDecoder().decode(await fs.read('d/r4'))).toBe('taken');
  });

  it('gives commits at the same time different numbers', async () => {
    const fs = await folder();
    const bodies = ['"a"', '"b"', '"c"', '"d"'];
    const given = await Promise.all(bodies.map((body) => commitRecord(fs, 'd', names, file(body), { first: 1 })));
    expect(new Set(given)).toEqual(new Set([1, 2, 3, 4]));
    for (const [i, body] of bodies.entries()) expect(await bodyOf(fs, `d/r${given[i]}`)).toBe(body);
  });

  it('claims one number or none when first and last are the same', async () => {
    const fs = await folder();
    expect(await commitRecord(fs, 'd', names, file('1'), { first: 7, last: 7 })).toBe(7);
    expect(await commitRecord(fs, 'd', names, file('2'), { first: 7, last: 7 })).toBe(undefined);
    expect(await bodyOf(fs, 'd/r7')).toBe('1');
    expect(fs.files()).toEqual(['/d/r7']);
  });

  it('writes on after short writes', async () => {
    const fs = await folder();
    fs.shortWrites(10);
    await commitRecord(fs, 'd', names, file('"a long body of more than ten bytes"'), { first: 1 });
    expect(await bodyOf(fs, 'd/r1')).toBe('"a long body of more than ten bytes"');
  });

  it('gives up on a disk that takes nothing', async () => {
    const fs = await folder();
    fs.shortWrites(0);
    const error = await failure(() => commitRecord(fs, 'd', names, file('1'), { first: 1 }));
    expect([error.code, error.retryable]).toEqual(['IO_FAILED', true]);
    expect(fs.files()).toEqual([]);
  });

  it('never syncs a descriptor again that failed to sync', async () => {
    const fs = await folder();
    fs.fail({ call: 'sync', code: 'EIO' });
    expect((await failure(() => commitRecord(fs, 'd', names, file('1'), { first: 1 }))).code).toBe('IO_FAILED');
    const opened = fs.calls.filter(({ call }) => call === 'open').map(({ path }) => path);
    expect(fs.calls.filter(({ call }) => call === 'sync').length).toBe(1);
    expect(await commitRecord(fs, 'd', names, file('1'), { first: 1 })).toBe(1);
    expect(
      fs.calls
        .filter(({ call }) => call === 'open')
        .map(({ path }) => path)
        .at(-1),
    ).not.toBe(opened[0]);
  });

  it('writes its file again when somebody with a wrong clock removed it', async () => {
    const fs = await folder();
    const link = fs.link.bind(fs);
    let thieves = 2;
    fs.link = async (existing, path) => {
      if (thieves-- > 0) await fs.unlink(existing);
      await link(existing, path);
    };
    expect(await commitRecord(fs, 'd', names, file('1'), { first: 1 })).toBe(1);
    expect(await bodyOf(fs, 'd/r1')).toBe('1');
    thieves = 1_000;
    expect((await failure(() => commitRecord(fs, 'd', names, file('1'), { first: 2 }))).code).toBe('IO_FAILED');
  });

  it.each([
    ['ENOSPC', 'write', 'IO_FULL', true],
    ['EDQUOT', 'sync', 'IO_FULL', true],
    ['EFBIG', 'write', 'IO_FULL', true],
    ['EIO', 'syncDirectory', 'IO_FAILED', true],
    ['EMFILE', 'open', 'IO_FAILED', true],
    ['EROFS', 'open', 'FILE_UNWRITABLE', true],
    ['EACCES', 'open', 'FILE_UNWRITABLE', false],
    ['ENAMETOOLONG', 'open', 'IO_FAILED', false],
  ] as const)('turns %s in %s into %s', async (code, call, expected, retryable) => {
    const fs = await folder();
    fs.fail({ call, code });
    const error = await failure(() => commitRecord(fs, 'd', names, file('1'), { first: 1 }));
    expect([error.code, error.retryable]).toEqual([expected, retryable]);
    expect(error.message).toContain("'d");
    expect(error.details).toMatchObject({ errno: code, directory: 'd' });
  });

  it('names directory, user and mode when it may not write', async () => {
    const fs = { ...(await folder()), process: { id: 'p', uid: 10_001 } };
    fs.fail({ call: 'open', code: 'EACCES' });
    const error = await failure(() => commitRecord(fs, 'd', names, file('1'), { first: 1 }));
    expect(error.message).toBe("uid 10001 may not write in 'd' (EACCES): it needs mode 0700");
    expect(error.remedy).toBe(
      "give uid 10001 the directory 'd' with mode 0700: sudo chown 10001 d && sudo chmod 700 d",
    );
    expect(error.details).toMatchObject({ uid: 10_001, directory: 'd' });
  });

  it('has committed even when its temporary file stays behind', async () => {
    const fs = await folder();
    fs.fail({ call: 'unlink', code: 'EIO' });
    expect(await commitRecord(fs, 'd', names, file('1'), { first: 1 })).toBe(1);
  });
});

describe('numbers in a directory', () => {
  it('are those of our names, ascending by number', async () => {
    const fs = await folder();
    for (const name of ['r10', 'r9', 'r1', 'r01', 'x3', 'r1.tmp', 'R2']) fs.put(`d/${name}`, '');
    expect(await numbersIn(fs, 'd', names)).toEqual([1, 9, 10]);
    expect(await numbersIn(fs, 'none', names)).toEqual([]);
  });

  it('end somewhere, and say what stands there', () => {
    expect(nextNumber([1, 98], names, 'd')).toBe(99);
    expect(() => nextNumber([99], names, 'd')).toThrow("'d' has no number left after r99");
  });
});
