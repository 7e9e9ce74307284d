import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { DriftSenseError, messageOf } from '../../errors.js';
import { parseOptions } from '../../options.js';

const pngOptions = z.strictObject({
  /** Pixels per unit of the drawing. Default 2: sharp on dense screens. */
  scale: z._default(z.number().check(z.gte(0.25), z.lte(8)), 2),
  /** TrueType or OpenType files to use besides the Inter that ships with the package, for other scripts. */
  fontFiles: z._default(z.readonly(z.array(z.string())), []),
});
/** How a picture is drawn. */
export interface PngOptions extends z.input<typeof pngOptions> {}

type Resvg = Pick<typeof import('@resvg/resvg-js'), 'renderAsync'>;

/**
 * Renders a chart as PNG by the optional package `@resvg/resvg-js`. Texts in Latin, Greek and Cyrillic are written in the
 * Inter that ships with the package, so the picture is the same on every machine; for other scripts the fonts of the
 * system and of `fontFiles` are used too.
 *
 * @param svg - From `drawColumnChart` or `drawMetricChart`.
 * @throws DriftSenseError `OPTIONAL_DEPENDENCY` (the renderer is not installed), `OPTION_INVALID` (an option, or a text
 * that is no SVG)
 * @example await writeFile('airline.png', await renderPng(drawColumnChart(series)));
 */
export async function renderPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale, fontFiles } = parseOptions(pngOptions, options, 'renderPng');
  const { renderAsync } = await loadResvg();
  const { interCovers, interFonts } = await import('./inter-font.node.js');
  // The renderer takes fonts as files only, and without one it leaves out every text in silence.
  const folder = await mkdtemp(join(tmpdir(), 'driftsense-font-'));
  try {
    const own = await Promise.all(
      interFonts().map(async (bytes, index) => {
        const path = join(folder, `inter-${index}.ttf`);
        await writeFile(path, bytes);
        return path;
      }),
    );
    const image = await renderAsync(svg, {
      fitTo: { mode: 'zoom', value: scale },
      font: {
        loadSystemFonts: fontFiles.length === 0 && !interCovers.test(svg),
        fontFiles: [...own, ...fontFiles],
        defaultFontFamily: 'Inter',
      },
    });
    return image.asPng();
  } catch (cause) {
    throw new DriftSenseError('OPTION_INVALID', `the drawing cannot be rendered: ${messageOf(cause)}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function loadResvg(): Promise<Resvg> {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    throw new DriftSenseError(
      'OPTIONAL_DEPENDENCY',
      `PNG charts need the package '@resvg/resvg-js': ${messageOf(cause)}`,
      {
        remedy: 'npm install @resvg/resvg-js',
        details: { package: '@resvg/resvg-js' },
        cause,
      },
    );
  }
}
