import { describe, expect, it } from 'vitest';
import { explainMoved } from '../../../src/judge/explain/moved.js';
import { profile } from '../../../src/profile/profile.js';
import { psiContributions } from '../../../src/stats/psi.js';
import { seededRandom } from '../../../src/stats/random.js';

const random = seededRandom('moved');
const normals = (n: number, mean = 0) => Float64Array.from({ length: n }, () => mean + random.normal());

function moved(reference: Parameters<typeof profile>[0], window: Parameters<typeof profile>[0], redact = false) {
  const stored = profile(reference);
  return explainMoved(stored.columns[0]!, profile(window, { on: stored }).columns[0], { redact });
}

describe('explainMoved', () => {
  it('names the cells that contribute most, with shares that sum to one on both sides', () => {
    const { view, cells } = moved({ x: normals(5_000) }, { x: normals(2_000, 1) });
    for (const side of ['reference', 'window'] as const)
      expect(view.reduce((sum, cell) => sum + cell[side], 0)).toBeCloseTo(1, 12);
    expect(cells[0]!.contribution).toBe(Math.max(...view.map((cell) => cell.contribution)));
    expect(cells).toHaveLength(3);
  });

  it('tells how mean, spread and quantiles moved', () => {
    const { mean, quantiles, ks, sentence } = moved({ x: normals(5_000) }, { x: normals(5_000, 1) });
    expect(mean!.window - mean!.reference).toBeGreaterThan(0.9);
    for (const { reference, window, bound } of quantiles!)
      if (bound === undefined) expect(Math.abs(window - reference - 1)).toBeLessThan(0.25);
    expect(ks!.sign).toBe(-1);
    expect(sentence).toMatch(/^mean .* → .*, sd .* → .*, ≥ .*% of rows$/);
  });

  it.each([
    ['>=', 3, [0.25, 0.5, 0.75, 0.95]],
    ['<=', -3, [0.05, 0.25, 0.5, 0.75]],
  ] as const)('gives the outermost edge as a bound, %s, of quantiles beyond it', (expected, shift, beyond) => {
    const window = normals(5_000, shift);
    const { quantiles } = moved({ x: normals(5_000) }, { x: window });
    expect(quantiles!.map(({ order }) => order)).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
    expect(quantiles!.flatMap(({ order, bound }) => (bound === expected ? [order] : []))).toEqual(beyond);
    const sorted = Float64Array.from(window).sort();
    for (const { order, window: edge, bound } of quantiles!)
      if (bound) expect(Math.sign(sorted[order * 5_000]! - edge)).toBe(Math.sign(shift));
  });

  it('writes large numbers short: every cell has at most 26 characters', () => {
    const large = (mean: number) => normals(5_000, mean).map((x) => 123_456_789_012 + 1e9 * x);
    const { cells, view, sentence } = moved({ x: large(0) }, { x: large(1) });
    expect(sentence).toMatch(/^mean 1\.23\d+e11 → 1\.24\d+e11, sd /);
    expect(cells.map(({ cell }) => cell)).toContain(view.at(-1)!.cell);
    for (const { cell } of view) expect(cell.length).toBeLessThanOrEqual(26);
    expect(moved({ x: normals(900).map((x) => 9_000_000 + x * 1e5) }, { x: normals(900) }).sentence).toMatch(
      /^mean \d{7} → /,
    );
  });

  it('joins the names of categories as a sentence does, three at most', () => {
    const rows = (letters: string) => ({ c: [...letters.repeat(20)] });
    const shops = 'abcdefgh';
    const said = (gone: string) =>
      moved(rows(shops), rows([...shops].filter((shop) => !gone.includes(shop)).join(''))).sentence;
    expect(said('a')).toMatch(/^'a' vanished, /);
    expect(said('ab')).toMatch(/^'a' and 'b' vanished, /);
    expect(said('abc')).toMatch(/^'a', 'b' and 'c' vanished/);
    expect(said('abcd')).toMatch(/^'a', 'b', 'c' and others vanished/);
  });

  it('names categories that vanished, appeared and grew', () => {
    const ten = (letters: string) => ({ c: [...letters.repeat(10)] });
    const { vanished, appeared, sentence } = moved(ten('aaaaabbbbbccccc'), ten('aaaaaaabbbd'));
    expect(vanished).toEqual([{ category: 'c', count: 50 }]);
    expect(appeared).toEqual([{ category: 'd', count: 10 }]);
    expect(sentence).toBe("'c' vanished, 'd' appeared, 'a' went from 33 % to 64 %");
  });

  it('names no category of fewer than ten rows, whatever the table, and loses none (PRV-2)', () => {
    const wrong: unknown[] = [];
    for (let table = 0; table < (process.env['NIGHTLY'] ? 50_000 : 5_000); table++) {
      const categories = 1 + random.integer(6);
      const draw = (side: string) =>
        Array.from({ length: categories + 2 }, (_, k) => (side === 'r' && k >= categories ? 0 : random.integer(22)));
      const [a, b] = [draw('r'), draw('w')];
      const column = (counts: number[]) => ({ c: counts.flatMap((n, k) => Array.from({ length: n }, () => `k${k}`)) });
      const stored = profile(column([...a.slice(0, categories), 0, 0]), { ordered: false });
      const result = explainMoved(stored.columns[0]!, profile(column(b), { on: stored }).columns[0], { redact: false });
      const text = JSON.stringify(result);
      a.forEach((count, k) => {
        const named = text.includes(`"k${k}"`) || text.includes(`'k${k}'`);
        if (named ? count + b[k]! < 10 : count > 0 && b[k]! > 0 && count + b[k]! >= 10) wrong.push([a, b, k]);
      });
      for (const side of ['reference', 'window'] as const) {
        const total = result.view.reduce((all, cell) => all + cell[side], 0);
        if (result.view.length > 0 && Math.abs(total - 1) > 1e-9) wrong.push([a, b, side, total]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('pools rare and unseen categories as the decider does, and tells what is pooled', () => {
    const letters = (text: string) => ({ c: [...text] });
    const before = letters('a'.repeat(100) + 'bc'.repeat(4));
    const after = letters('a'.repeat(100) + 'd'.repeat(3) + 'ef');
    const { view, pooled, vanished, appeared, sentence } = moved(before, after);
    expect(view.map(({ cell }) => cell)).toEqual(['a', '__other__']);
    expect(pooled).toEqual([{ cell: '__unseen__', reference: 0, window: 5 / 105 }]);
    expect(vanished).toEqual([{ category: '<10', count: 8 }]);
    expect(appeared).toEqual([{ category: '<10', count: 5 }]);
    expect(sentence).toBe("rare categories appeared, 'a' went from 93 % to 95 %");
    expect(view.map(({ contribution }) => contribution)).toEqual([...psiContributions([100, 8], [100, 5])]);
  });

  it('names a pooled category that grew, where that is the largest change', () => {
    const of = (a: number, b: number, c: number) => ({ c: [...'a'.repeat(a), ...'b'.repeat(b), ...'c'.repeat(c)] });
    const { view, sentence } = moved(of(5_000, 4_500, 500), of(16, 8, 16));
    expect(view.map(({ cell }) => cell)).toEqual(['a', 'b', '__other__']);
    expect(sentence).toBe("'c' went from 5 % to 40 %, 'b' went from 45 % to 20 %");
  });

  it('says of no share that it moved where it reads the same on both sides', () => {
    const of = (a: number, b: number, last: string) => ({
      c: [...'a'.repeat(a), ...'b'.repeat(b), ...last.repeat(330)],
    });
    expect(moved(of(340, 340, 'c'), of(341, 339, 'd')).sentence).toBe("'c' vanished, 'd' appeared");
  });

  it('says together what has no name of its own, and of a rare category that is not among few rows nothing', () => {
    const rare = Array.from({ length: 100 }, (_, k) => `r${k}`);
    const of = (a: number, b: number, others: number) => ({
      c: [
        ...Array<string>(a).fill('a'),
        ...Array<string>(b).fill('b'),
        ...rare.flatMap((name) => Array<string>(others).fill(name)),
      ],
    });
    const before = of(1_000, 30, 6);
    const { view, vanished, sentence } = moved(before, of(100, 0, 1));
    expect(view.map(({ cell }) => cell)).toEqual(['a', '__other__']);
    expect(vanished?.[0]).toEqual({ category: 'b', count: 30 });
    expect(sentence).toBe("other categories went from 37 % to 50 %, 'a' went from 61 % to 50 %");
  });

  it('reads cells beside zero as zero, and a cell of one value as that value', () => {
    const zeros = (n: number) => normals(n).map((x, i) => (i % 2 ? 0 : Math.max(0, x)));
    const { view } = moved({ x: zeros(3_000) }, { x: zeros(1_000) });
    const labels = view.map(({ cell }) => cell);
    expect(labels[0]).toBe('0');
    expect(labels.join()).not.toContain('e-');
  });

  it('says of a cell after that of one value that it lies above it, and never names one value twice', () => {
    const days = (shift: number) => Float64Array.from({ length: 700 }, (_, i) => (i % 7) + shift);
    const labels = moved({ x: days(0) }, { x: days(1) }).view.map(({ cell }) => cell);
    expect(labels).toEqual(['0', '1', '2', '3', '4', '5', '6', '> 6']);
  });

  it('says of equal shares that they are the same', () => {
    expect(moved({ c: [...'aabbcc'] }, { c: [...'abcabc'] }).sentence).toBe('the same shares on both sides');
    expect(moved({ c: [...'aabbcc'] }, { c: [...'abcabc'] }, true).sentence).toBe('the distribution over its cells');
  });

  it('prints no value and no category of a redacted column', () => {
    const category = moved({ c: [...'aaaaabbbbbccccc'] }, { c: [...'aaaaaaabbbd'] }, true);
    expect(JSON.stringify(category)).not.toMatch(/"[abcd]"|'[abcd]'/);
    const number = moved({ x: normals(500, 77) }, { x: normals(500, 78) }, true);
    expect(JSON.stringify(number)).not.toMatch(/7[678]\./);
  });

  it('says that a column is not in the window', () => {
    expect(explainMoved(profile({ x: normals(100) }).columns[0]!, undefined, { redact: false })).toMatchObject({
      missing: { window: 1 },
      sentence: 'the column is not in the window',
    });
  });
});
