import { describe, expect, it } from 'vitest';
import { dark, light, type Palette } from '../../../src/show/charts/palette.js';

/** Relative luminance of a colour, as the guidelines for accessible web content define it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

const below = (palette: Palette, names: readonly (keyof Palette)[], grounds: readonly string[], least: number) =>
  names.flatMap((name) =>
    grounds.filter((ground) => contrast(palette[name], ground) < least).map((ground) => `${name} on ${ground}`),
  );

describe.each([
  ['light', light],
  ['dark', dark],
])('the colours of the %s page (WCAG 2.2, AA)', (_, palette) => {
  it('can be read as text on paper and on panels', () => {
    expect(below(palette, ['ink', 'muted', 'drift', 'warning'], [palette.paper, palette.panel], 4.5)).toEqual([]);
  });

  it('can be seen as bars, lines and marks', () => {
    const drawn = ['reference', 'window', 'drift', 'warning', 'immaterial', 'stable'] as const;
    expect(below(palette, drawn, [palette.paper], 3)).toEqual([]);
  });

  it('stay apart in grey where one stands beside another: reference and window', () => {
    expect(contrast(palette.reference, palette.window)).toBeGreaterThan(1.6);
  });
});
