import { describe, expect, it } from 'vitest';
import { builtIns } from '../../src/config/names.js';
import { Monitor, type ConceptDetector } from '../../src/index.js';

const numbers = Array.from({ length: 200 }, (_, i) => ({ x: i % 7, label: (i % 11) / 10 }));
const classes = numbers.map(({ x, label }) => ({ x, label: label > 0.5 ? 'yes' : 'no' }));
const watch = (reference: typeof numbers | typeof classes, concept: ConceptDetector) =>
  new Monitor({ reference, columns: { label: { role: 'label' } }, concept });

const detectors = [...builtIns.detectors.values()].map(({ make }) => make());
const ofErrors = detectors.filter(({ input }) => input === 'error');
const ofAnyStream = detectors.filter(({ input }) => input !== 'error');

describe('a numeric label, whose losses are no 0/1 errors', () => {
  it('meets detectors of both kinds below', () => {
    expect([ofErrors.length, ofAnyStream.length].every((n) => n > 4)).toBe(true);
  });

  it.each(ofErrors.map((detector) => [detector.name, detector] as const))(
    'is refused with %s at construction, and what takes losses is named',
    (name, detector) => {
      expect(() => watch(numbers, detector)).toThrow(
        expect.objectContaining({
          code: 'OPTION_INVALID',
          message: `concept: detector '${name}' takes 0/1 errors, and the label is numeric`,
          remedy: 'use adwin() or pageHinkley()',
        }),
      );
      expect(() => watch(classes, detector)).not.toThrow();
    },
  );

  it.each(ofAnyStream.map((detector) => [detector.name, detector] as const))('is taken with %s', (_, detector) => {
    expect(() => watch(numbers, detector)).not.toThrow();
  });
});
