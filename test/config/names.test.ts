import { describe, expect, it } from 'vitest';
import * as api from '../../src/node.js';
import { monitorOptionsOf } from '../../src/config/build.js';
import { checkConfig } from '../../src/config/check-config.js';
import { builtIns, camelCase, snakeCase } from '../../src/config/names.js';
import { memoryRegistry } from '../../src/index.js';

/** What an object must have to be a part of a kind. */
const contracts = {
  tests: ['name', 'appliesTo', 'compare'],
  detectors: ['name', 'input', 'initialState', 'update'],
  trainers: ['name', 'train', 'predict'],
  registries: ['append', 'read', 'list', 'alias', 'setAlias'],
} as const;

/** What an export makes when it is called with nothing but a path, if that is an object at once. */
function made(factory: unknown): object {
  if (typeof factory !== 'function' || /^class\b/.test(String(factory))) return {};
  try {
    const part: unknown = (factory as (first?: unknown) => unknown)(
      /fileRegistry/.test(factory.name) ? 'models' : undefined,
    );
    if (part instanceof Promise) part.catch(() => undefined);
    return typeof part === 'object' && part !== null ? part : {};
  } catch {
    return {}; // needs more than that, so it is no part that a bare name could stand for
  }
}

const exported = (kind: keyof typeof contracts): string[] =>
  Object.entries(api)
    .filter(([, factory]) => {
      const part = made(factory);
      return contracts[kind].every((member) => member in part);
    })
    .map(([name]) => name);

const load = (text: string, environment = {}) => checkConfig(text, 'config.yaml', { variables: environment });
const optionsOf = (text: string) =>
  monitorOptionsOf(load(text).config, {
    reference: [],
    labelType: undefined,
    registry: memoryRegistry(),
    alerters: [],
  });

describe('names in a configuration', () => {
  it.each(['tests', 'detectors', 'trainers'] as const)('the table holds every exported part: %s', (kind) => {
    const names = exported(kind);
    expect(names.length).toBeGreaterThan(2);
    expect([...builtIns[kind].keys()].map(camelCase).toSorted()).toEqual(names.toSorted());
  });

  it('a registry is named by its path; one in memory comes from code, since nothing could read it after the run', () => {
    expect(exported('registries').toSorted()).toEqual(['fileRegistry', 'memoryRegistry']);
    expect(load('registry: { path: versions }').config.registry).toEqual({ path: 'versions' });
  });

  it.each([...builtIns.detectors.keys()])('detector: %s is the detector of this name', (name) => {
    expect(optionsOf(`concept_drift: { detector: ${name} }`).concept).toMatchObject({ name: camelCase(name) });
  });

  it.each([...builtIns.tests.keys()])('test: %s is the test of this name', (name) => {
    const { columns } = optionsOf(`columns: { price: { test: ${name} } }`);
    expect(columns!['price']!.test).toMatchObject({ name: camelCase(name) });
  });

  it.each([...builtIns.trainers.keys()])('trainer: %s is the trainer of this name', (name) => {
    expect(optionsOf(`model: { trainer: ${name} }`).trainer).toMatchObject({ name: camelCase(name) });
  });

  it.each([
    ['concept_drift: { detector: pagehinkley }', 'pageHinkley'],
    ['concept_drift: { detector: page_hinkley }', 'pageHinkley'],
  ])('%s, as the original writes it and as we do', (text, name) => {
    expect(optionsOf(text).concept).toMatchObject({ name });
  });

  it.each([
    ['chi2', 'chiSquare'],
    ['jensen_shannon', 'jsDivergence'],
  ])('test: %s, as statisticians write it', (name, expected) => {
    expect(optionsOf(`columns: { price: { test: ${name} } }`).columns!['price']!.test!.name).toBe(expected);
  });

  it.each([
    ['UNKNOWN_DETECTOR', 'concept_drift: { detector: pageHinkley }', "'pageHinkley'; did you mean 'page_hinkley'?"],
    ['UNKNOWN_DETECTOR', 'concept_drift: { detector: adwim }', "did you mean 'adwin'?"],
    ['UNKNOWN_DETECTOR', 'concept_drift: { detector: foo }', `known: ${[...builtIns.detectors.keys()].join(', ')}`],
    ['UNKNOWN_DETECTOR', 'concept_drift: { detector: toString }', "unknown detector 'toString'"],
    ['UNKNOWN_DETECTOR', 'concept_drift: { detector: __proto__ }', "unknown detector '__proto__'"],
    ['UNKNOWN_DETECTOR', 'concept_drift: { fallback: adwim }', "concept_drift.fallback: unknown detector 'adwim'"],
    ['UNKNOWN_TEST', 'columns: { price: { test: kolmogorov } }', "columns.price.test: unknown test 'kolmogorov'"],
    ['UNKNOWN_TRAINER', 'model: { trainer: logistic_regresion }', "did you mean 'logistic_regression'?"],
  ])('%s: %s is an error of its own code that says what is known', (code, text, message) => {
    expect(() => load(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });

  it('beside other problems, an unknown name keeps its code in the list of them', () => {
    const text = 'concept_drift: { detector: foo }\nmodel: { trainer: forest }\ndata: { labels: l.csv }\n';
    const codes = ['UNKNOWN_DETECTOR', 'UNKNOWN_TRAINER', undefined];
    const problems = codes.map((code, i) => expect.objectContaining({ line: i + 1, ...(code && { code }) }) as object);
    expect(() => load(text)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { file: 'config.yaml', problems } }),
    );
  });

  it.each([...builtIns.detectors])(
    'options of %s are checked by their own form, at their own line',
    (name, { options }) => {
      const known = Object.keys(options!.def.shape).map(snakeCase);
      const text = `concept_drift:\n  detector: ${name}\n  options:\n    direction: upwards\n    nonsense_key: 1\n`;
      expect(known).toContain('direction');
      expect(() => load(text)).toThrow(
        `config.yaml:4:5: concept_drift.options.direction: expected "increase" or "decrease" or "both", got "upwards"\nconfig.yaml:5:5: unknown option 'concept_drift.options.nonsense_key'; known: ${known.join(', ')}`,
      );
    },
  );

  it('options in snake_case reach the part, and a misspelt one names the nearest', () => {
    const { trainer, concept } = optionsOf(
      'model: { options: { max_iterations: 7, ridge: 2 } }\nconcept_drift: { detector: ddm, options: { warm_start: 77, direction: both } }',
    );
    expect(trainer).toMatchObject({ name: 'logisticRegression' });
    expect(concept).toMatchObject({ name: 'ddm' });
    expect(() => load('concept_drift: { detector: ddm, options: { warm_strat: 77 } }')).toThrow(
      "unknown option 'concept_drift.options.warm_strat'; did you mean 'warm_start'?",
    );
    expect(() => load('concept_drift: { detector: ddm, options: { warmStart: 77 } }')).toThrow(
      "unknown option 'concept_drift.options.warmStart'; did you mean 'warm_start'?",
    );
    expect(() => load('model: { options: { ridge: -1 } }')).toThrow(
      'model.options.ridge: expected more than 0, got -1',
    );
    expect(() => load('concept_drift: { detector: hddm_a, options: { drift_confidence: 0.9 } }')).toThrow(
      'concept_drift.options.warning_confidence: must be at least drift_confidence',
    );
  });

  it('turns names into the other case and back', () => {
    for (const kind of ['tests', 'detectors', 'trainers'] as const)
      for (const name of builtIns[kind].keys()) expect(snakeCase(camelCase(name))).toBe(name);
  });
});
