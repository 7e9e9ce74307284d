import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Row, holds } from '../../benchmarks/parity/compare.js';
import { parity, without } from '../../scripts/pages/parity-page.js';
import { builtIns } from '../judge/concept-drift/built-ins.js';

const { rows } = parity();
const shown = [...rows.map((row) => row.ours), ...Object.keys(without)];
const isShown = (name: string) => shown.some((ours) => ours === name || ours.startsWith(`${name} `));

describe('the page of agreement with other packages', () => {
  it('has every public function that computes a number, and every detector', () => {
    const surface = readFileSync(new URL('../package/surface/stats.txt', import.meta.url), 'utf8');
    const functions = surface.split('\n').filter((name) => name !== '' && !name.endsWith('Estimate'));
    expect(functions.length).toBeGreaterThan(50);
    expect([...functions, ...Object.keys(builtIns)].filter((name) => !isShown(name))).toEqual([]);
  });

  it('holds in every row that it does not call open, on a thousand cases each', () => {
    expect(rows.filter((row) => !holds(row) && row.open === undefined).map((row) => row.ours)).toEqual([]);
  });

  it('names for what has no counterpart a test that exists', () => {
    const named = Object.values(without).flatMap((text) =>
      [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!),
    );
    expect(named).toHaveLength(Object.keys(without).length);
    expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });

  it('would not hold with one case beyond its tolerance, one stream that differs, or too few cases', () => {
    const number = rows.find((row) => row.parts.length > 0);
    const stream = rows.find((row) => row.equal !== undefined && row.deliberate === undefined);
    const spoiled: Row[] = [
      { ...number!, parts: [{ ...number!.parts[0]!, beyond: 1 }] },
      { ...number!, cases: 999 },
      { ...number!, onlyTheirs: 1 },
      { ...stream!, equal: stream!.equal! - 1 },
    ];
    expect(spoiled.map(holds)).toEqual([false, false, false, false]);
  });

  it('stays as it is where there is no Python, and the run says so', () => {
    const { status, stdout } = spawnSync('npx', ['tsx', 'benchmarks/parity/run.ts'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHON: '/nonexistent/python',
        PARITY_CACHE: '/nonexistent',
      },
    });
    expect(stdout).toContain("not run: '/nonexistent/python' is no Python that starts");
    expect(status).toBe(0);
  });
});
