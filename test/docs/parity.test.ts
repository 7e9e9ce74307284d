import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareMethod, holds, type Row } from '../../benchmarks/parity/compare.js';
import { cancelling, type Method, type Part, root } from '../../benchmarks/parity/method.js';
import { parity, without } from '../../scripts/pages/parity-page.js';
import { builtIns } from '../judge/concept-drift/built-ins.js';

const { rows } = parity();
const shown = [...rows.map((row) => row.ours), ...Object.keys(without)];
const isShown = (name: string) => shown.some((ours) => ours === name || ours.startsWith(`${name} `));

describe('the page of agreement with other packages', () => {
  // A new one needs a method in `benchmarks/parity`, or a line of `without` that says what holds it.
  it('has every public function that computes a number, and every detector', () => {
    const surface = readFileSync(new URL('../package/surface/stats.txt', import.meta.url), 'utf8');
    const functions = surface.split('\n').filter((name) => name !== '' && !name.endsWith('Estimate'));
    expect(functions.length).toBeGreaterThan(50);
    expect([...functions, ...Object.keys(builtIns)].filter((name) => !isShown(name))).toEqual([]);
  });

  it('holds in every row, on a thousand cases each', () => {
    expect(rows.filter((row) => !holds(row)).map((row) => row.ours)).toEqual([]);
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
    const onPurpose = rows.find((row) => row.deliberate !== undefined)!;
    const spoiled: Row[] = [
      { ...number!, parts: [{ ...number!.parts[0]!, beyond: 1 }] },
      { ...number!, cases: 999 },
      { ...number!, onlyTheirs: 1 },
      { ...stream!, equal: stream!.equal! - 1 },
      { ...onPurpose, deliberate: { ...onPurpose.deliberate!, explained: 999 } },
    ];
    expect(spoiled.map(holds)).toEqual(spoiled.map(() => false));
  });

  it('counts a number as beyond that differs by more than the tolerance, near zero by more than rounding', () => {
    const method = (answer: number, part: Partial<Part> = {}): Method => ({
      ours: 'ours',
      package: 'scipy',
      theirs: 'theirs',
      key: 'key',
      kind: 'scalars',
      answer: () => [answer],
      parts: [{ name: 'statistic', tolerance: 1e-12, ...part }],
    });
    const beyond = (mine: number, their: number, part?: Partial<Part>) =>
      compareMethod(method(mine, part), [0], [[their]]).parts[0]!.beyond;
    expect([beyond(1 + 2e-12, 1), beyond(1 + 5e-13, 1), beyond(1e-9, 0), beyond(0, 1e-9)]).toEqual([1, 0, 1, 1]);
    expect([beyond(1e-15, 3e-16, cancelling), beyond(1e-15, 7e-16, cancelling)]).toEqual([1, 0]);
    expect([beyond(3e-8, 1e-9, root), beyond(1e-8, 1e-9, root), beyond(1 + 1e-12, 1, root)]).toEqual([1, 0, 1]);
    const excused = { deliberate: { why: 'it is small', where: ([k]: number[]) => k === 1 } };
    const { parts } = compareMethod(method(1, excused), [[0], [1]], [[2], [2]]);
    expect(parts[0]).toMatchObject({ beyond: 1, worst: 0, excused: { cases: 1, largest: 0.5 } });
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
