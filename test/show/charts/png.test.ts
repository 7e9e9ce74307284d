import { columnSeries, drawColumnChart } from 'driftsense';
import { renderPng } from 'driftsense/node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flightsReports } from '../../fixtures/reports.js';

const svg = (): string => drawColumnChart(columnSeries(flightsReports())[0]!);
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

afterEach(() => {
  vi.doUnmock('@resvg/resvg-js');
  vi.resetModules();
});

describe('a chart as PNG', () => {
  it('has the size of the drawing times the scale, and the same bytes every time', async () => {
    const png = await renderPng(svg(), { scale: 1 });
    expect(Array.from(png.subarray(1, 4), (byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    expect(sizeOf(png)).toEqual([760, 280]);
    expect(sizeOf(await renderPng(svg()))).toEqual([1_520, 560]);
    expect(Buffer.from(await renderPng(svg(), { scale: 1 })).equals(png)).toBe(true);
  });

  it('writes its texts: without them the picture would be another', async () => {
    const mute = svg().replaceAll(/<text[^>]*>[^<]*<\/text>/g, '');
    const [full, bare] = [await renderPng(svg()), await renderPng(mute)];
    expect(full.length).toBeGreaterThan(bare.length * 1.5);
  });

  it('writes bold titles in the heavier of the two weights', async () => {
    const light = svg().replaceAll('font-weight:600;', '');
    expect(Buffer.from(await renderPng(svg())).equals(await renderPng(light))).toBe(false);
  });

  it('says which package is missing and how to get it', async () => {
    vi.resetModules();
    vi.doMock('@resvg/resvg-js', () => {
      throw new Error('Cannot find package');
    });
    const { renderPng: without } = await import('../../../src/show/charts/png.node.js');
    await expect(without(svg())).rejects.toMatchObject({
      code: 'OPTIONAL_DEPENDENCY',
      remedy: 'npm install @resvg/resvg-js',
    });
  });

  it('takes fonts handed in besides its own, and then none of the machine', async () => {
    vi.resetModules();
    const asked: { font: { fontFiles: string[]; loadSystemFonts: boolean } }[] = [];
    vi.doMock('@resvg/resvg-js', () => ({
      renderAsync: async (_: string, options: (typeof asked)[number]) => {
        asked.push(options);
        return { asPng: () => new Uint8Array() };
      },
    }));
    const { renderPng: spied } = await import('../../../src/show/charts/png.node.js');
    const foreign = svg().replace('</svg>', '<text>航空会社</text></svg>');
    await spied(foreign);
    await spied(foreign, { fontFiles: ['/fonts/noto-sans-jp.otf'] });
    expect(asked.map(({ font }) => font.loadSystemFonts)).toEqual([true, false]);
    expect(asked[0]!.font.fontFiles).not.toContain('/fonts/noto-sans-jp.otf');
    expect(asked[1]!.font.fontFiles).toContain('/fonts/noto-sans-jp.otf');
  });

  it('refuses what is no drawing', async () => {
    await expect(renderPng('<p>no</p>')).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
