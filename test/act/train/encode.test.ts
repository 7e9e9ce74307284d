import { describe, expect, it } from 'vitest';
import { logisticRegression, toBatch, codedColumn, parsedColumn, type LinearModel } from 'driftsense';
import { allRows, encode, encodedNames, fitEncoding, type Encoding } from '../../../src/act/train/encode.js';
import { featureType, readFeature, type Feature } from '../../../src/act/train/features.js';
import { predictLinear } from '../../../src/act/train/linear-model.js';
import { pacer } from '../../../src/act/train/pace.js';

const pace = pacer(new AbortController().signal);
const options = { maxCategories: 3, minCategoryRows: 2 };
const read = (columns: Record<string, ArrayLike<unknown>>): Feature[] => {
  const batch = toBatch(columns);
  return batch.names.map((name) => readFeature(batch, name, featureType(batch.column(name)!)));
};
const fit = (features: Feature[], rows = allRows(sizeOf(features))) => fitEncoding(features, rows, options, pace);
const sizeOf = ([feature]: Feature[]) => (feature!.type === 'numeric' ? feature!.values : feature!.codes).length;
function rowsOf(encoding: Encoding, features: Feature[]): number[][] {
  const { values, rows, columns } = encode(encoding, features, allRows(sizeOf(features)));
  return Array.from({ length: rows }, (_, i) => Array.from(values.slice(i * columns, (i + 1) * columns)));
}

const type = (cells: readonly unknown[] | Float64Array) => featureType(toBatch({ x: cells }).column('x')!);
const numeric = (cells: ArrayLike<unknown>) => {
  const feature = readFeature(toBatch({ x: cells }), 'x', 'numeric');
  return feature.type === 'numeric' ? Array.from(feature.values) : [];
};
const categorical = (cells: ArrayLike<unknown>) => {
  const feature = readFeature(toBatch({ x: cells }), 'x', 'categorical');
  return feature.type === 'categorical' ? Array.from(feature.codes, (code) => feature.categories[code]) : [];
};
const train = async () => {
  const x = Float64Array.from({ length: 60 }, (_, i) => i);
  const shop = Array.from(x, (_, i) => ['a', 'b'][i % 2]);
  const data = { features: toBatch({ x, shop }), labels: x.map((v) => Number(v + (v % 3) > 30)), size: 60 };
  return (await logisticRegression({ folds: 2 }).train(data, { signal: new AbortController().signal, seed: 0 })).model;
};

describe('features of a column', () => {
  it('are numeric for numbers and times, categorical for text, booleans and mixtures', () => {
    expect(type([1, null, 2n, new Date(0)])).toBe('numeric');
    expect(type(Float64Array.of(1))).toBe('numeric');
    expect(type([null, undefined])).toBe('numeric');
    expect(type([true, false])).toBe('categorical');
    expect(type([1, 'a'])).toBe('categorical');
    expect(featureType(codedColumn(Int32Array.of(0), ['1']))).toBe('categorical');
    expect(featureType(parsedColumn(Float64Array.of(1)))).toBe('numeric');
  });

  it('are read as the type the model knows, whatever form the column has now', () => {
    expect(numeric([1, '2.5', true, null, 'x', Infinity, '0x10', ''])).toEqual([1, 2.5, 1, NaN, NaN, NaN, NaN, NaN]);
    expect(numeric(Float32Array.of(0.5, -Infinity))).toEqual([0.5, NaN]);
    expect(categorical([1, '1', true, -0, null, Number.NaN])).toEqual(['1', '1', 'true', '0', undefined, undefined]);
    const spelled = parsedColumn(Float64Array.of(7, 8, NaN), new Map([[0, '007']]));
    expect(categorical(spelled as never)).toEqual(['007', '8', undefined]);
  });
});

describe('encoding', () => {
  it('standardises by the values present, and marks missing ones where enough rows miss them', async () => {
    const features = read({ x: [1, 3, null, Infinity, 5], y: [1, 1, 1, null, 2] });
    const encoding = await fit(features);
    expect(encodedNames(encoding)).toEqual(['x', 'x missing', 'y']);
    const sd = Math.sqrt(8 / 3);
    const rows = rowsOf(encoding, features);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      [-2 / sd, 0],
      [0, 0],
      [0, 1],
      [0, 1],
      [2 / sd, 0],
    ]);
    expect(rows[3]![2]).toBe(0); // one missing y is too few for a column: it counts as the mean
  });

  it('keeps the most frequent categories, pools rare and unseen ones, and marks missing ones', async () => {
    const shop = ['a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'f', null, null, 'b'];
    const encoding = await fit(read({ shop }));
    expect(encodedNames(encoding)).toEqual(['shop=b', 'shop=c', 'shop=d', 'shop other', 'shop missing']);
    const other = read({ shop: ['d', 'never', 'a', null, 'b'] });
    expect(rowsOf(encoding, other)).toEqual([
      [0, 0, 1, 0, 0],
      [0, 0, 0, 1, 0],
      [0, 0, 0, 1, 0],
      [0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0],
    ]);
  });

  it('gives an unseen category no column of its own where the training rows had no rare ones', async () => {
    const encoding = await fit(read({ shop: ['a', 'a', 'b', 'b'] }));
    expect(rowsOf(encoding, read({ shop: ['a', '__proto__', 'constructor'] }))).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('looks at the given rows only', async () => {
    const features = read({ x: [1, 2, 3, 1e6], shop: ['a', 'a', 'b', 'z'] });
    const encoding = await fit(features, Int32Array.of(0, 1));
    expect(encoding[0]).toMatchObject({ center: 1.5, scale: 0.5 });
    expect(encodedNames(encoding)).toEqual(['x', 'shop=a']);
  });

  it('turns a feature without spread into zeros, also where the mean of equal values is rounded', async () => {
    const features = read({ tenth: Array.from({ length: 7 }, () => 0.1), none: Array.from({ length: 7 }, () => null) });
    const encoding = await fit(features);
    expect(encoding).toMatchObject([
      { scale: 0, center: 0.1 },
      { scale: 0, missing: false },
    ]);
    expect(rowsOf(encoding, read({ tenth: [0.1, 99], none: [1, 2] }))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('prediction of a linear model', () => {
  it('finds columns by name, in any order and beside others; one that is absent counts as missing', async () => {
    const model = await train();
    const usual = predictLinear(model, toBatch({ x: [10, 50], shop: ['a', 'b'] }));
    expect(predictLinear(model, toBatch({ id: [1, 2], shop: ['a', 'b'], x: ['10', '50'] }))).toEqual(usual);
    const without = predictLinear(model, toBatch({ shop: ['a', 'b'] }));
    expect(without).toEqual(predictLinear(model, toBatch({ x: [null, null], shop: ['a', 'b'] })));
    expect(() => predictLinear(model, toBatch({ y: [1] }))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN' }),
    );
    expect(predictLinear(model, toBatch([]))).toEqual(new Float64Array());
  });

  it('predicts the same for many rows as for few', async () => {
    const model = await train();
    const x = Float64Array.from({ length: 300_000 }, (_, i) => i % 60);
    const shop = codedColumn(
      Int32Array.from(x, (_, i) => i % 2),
      ['a', 'b'],
    );
    const all = predictLinear(model, toBatch({ x, shop: shop as never }));
    expect(all.slice(299_940)).toEqual(all.slice(0, 60));
  });

  it.each([
    ['a text', () => 'model'],
    ['another kind', (m: LinearModel) => ({ ...m, kind: 'forest' })],
    ['another schema version', (m: LinearModel) => ({ ...m, schemaVersion: 2 })],
    ['no library version', (m: LinearModel) => ({ ...m, libVersion: undefined })],
    ['an unknown key', (m: LinearModel) => ({ ...m, code: 'x' })],
    ['a weight that is NaN', (m: LinearModel) => ({ ...m, weights: [m.weights[0]!.map(() => Number.NaN)] })],
    ['too few weights', (m: LinearModel) => ({ ...m, weights: [[1]] })],
    ['too many intercepts', (m: LinearModel) => ({ ...m, intercepts: [1, 2] })],
    ['no classes', (m: LinearModel) => ({ ...m, classes: undefined })],
    ['a class out of range', (m: LinearModel) => ({ ...m, fitted: [0, 5] })],
    ['another link', (m: LinearModel) => ({ ...m, link: 'softmax' })],
  ])('refuses %s', async (_, change) => {
    const model = change(await train());
    expect(() => predictLinear(model, toBatch({ x: [1] }))).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });

  it('is finite for weights and values at the end of the number range', async () => {
    const model = await train();
    const huge = { ...model, weights: [model.weights[0]!.map((_, j) => (j % 2 === 0 ? 1e300 : -1e300))] };
    const p = predictLinear(huge, toBatch({ x: [1e308, -1e308, 0], shop: ['a', 'b', null] }));
    expect(Array.from(p).every((v) => v >= 0 && v <= 1)).toBe(true);
  });
});
