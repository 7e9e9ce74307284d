import { spawnSync } from 'node:child_process';
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, profile } from 'driftsense';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-id-like-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a column in which nearly every value is different', () => {
  it('costs a million texts under 50 MB more heap, and is told, not judged (R3.3)', () => {
    const outfile = join(folder, 'program.mjs');
    const source = fileURLToPath(new URL('id-like-program.ts', import.meta.url));
    buildSync({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
    // The texts take 46 MB by themselves; with 50 more the program lives, or the heap is used up and it does not.
    const flags = ['--expose-gc', '--max-old-space-size=96', '--max-semi-space-size=2'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, outfile], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const said = JSON.parse(stdout) as { grownBy: number; rows: number; reference: object; window: object };
    expect(said.rows).toBe(1_000_000);
    expect(said.grownBy).toBeLessThan(5e6);
    expect(said.reference).toMatchObject({ skipped: 'id-like', distinct: 1_000_000, categories: [], counts: [] });
    expect(said.window).toMatchObject({ count: 1_000_000, unseen: 0, unseenNamed: [] });
  });

  it('begins above .9 distinct values a row, and at 30 of them', () => {
    const of = (distinct: number, rows: number) =>
      profile({ c: Array.from({ length: rows }, (_, i) => `k${i % distinct}`) }).columns[0];
    expect(of(90, 100)).not.toHaveProperty('skipped');
    expect(of(91, 100)).toMatchObject({ skipped: 'id-like' });
    expect(of(29, 29)).not.toHaveProperty('skipped');
    expect(of(30, 30)).toMatchObject({ skipped: 'id-like' });
    // Missing cells are no values.
    const withGaps = Array.from({ length: 200 }, (_, i) => (i % 2 ? null : `k${i}`));
    expect(profile({ c: withGaps }).columns[0]).toMatchObject({ skipped: 'id-like', missing: 100 });
  });

  it('names none of its values above .5 distinct values a row (PRV-3)', () => {
    const texts = (distinct: number, from = 0) =>
      Array.from({ length: 400 }, (_, i) => `name-${from + (i % distinct)}`);
    const report = (distinct: number) => compare({ c: texts(distinct) }, { c: texts(20, 100) });
    expect(JSON.stringify(report(200))).toContain('name-1');
    expect(JSON.stringify(report(201))).not.toContain('name-1');
  });
});
