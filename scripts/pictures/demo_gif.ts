import { existsSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import gifenc from 'gifenc';
import { markup, Markup } from '../../src/show/markup.js';
import { TerminalScreen, type Cell, type Colour } from './terminal_screen.js';

const [columns, rows, advance, lineHeight, margin, bar] = [104, 20, 7.8272, 17, 14, 30];
const [width, height] = [Math.ceil(columns * advance) + 2 * margin, rows * lineHeight + margin + bar + 6];

/** The size of the terminal the recording is made for. */
export const terminalSize = { columns, rows };

const background = '#12161d';
const ink: Readonly<Record<Colour, string>> = {
  plain: '#e8ecf3',
  dim: '#8b97aa',
  red: '#ff7a4d',
  green: '#5fc2a6',
  yellow: '#e8b04a',
};

/** Where systems keep a font of one width; the pictures name none that is not there. */
const fonts = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf',
  '/usr/share/fonts/TTF/DejaVuSansMono.ttf',
  '/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf',
  '/Library/Fonts/DejaVuSansMono.ttf',
];

/** Milliseconds a picture stands: a calm window, one that acts, and the end. */
const [calm, busy, end] = [160, 1_400, 6_000];

/**
 * Replays what a terminal received as an animated GIF: the end, then one picture per window, standing longer where something was done.
 * The text is that of the run; only the pace is slower, so that it can be read.
 *
 * @param pieces - What `recordDemo` recorded.
 */
export function demoGif(pieces: readonly string[]): Uint8Array {
  const font = fonts.find((path) => existsSync(path));
  if (font === undefined) throw new Error(`DejaVu Sans Mono is in none of ${fonts.join(', ')}`);
  const screen = new TerminalScreen(columns, rows);
  const gif = gifenc.GIFEncoder();
  const frame = (delay: number, { lines } = screen): void => {
    const image = new Resvg(drawing(lines), { font: { fontFiles: [font], loadSystemFonts: false } }).render();
    gif.writeFrame(gifenc.applyPalette(image.pixels, palette), image.width, image.height, {
      palette,
      delay,
      repeat: 0,
    });
  };
  // It goes on for ever, so the end may come first: many viewers show nothing but the first picture.
  const ended = new TerminalScreen(columns, rows);
  ended.write(`${pieces.join('')}$ `);
  frame(end, ended);
  screen.write('$ ');
  frame(600);
  for (const word of ['make', ' demo']) {
    screen.write(word);
    frame(250);
  }
  screen.write('\r\n');
  for (const block of blocks(pieces.join(''))) {
    screen.write(block);
    frame(block.includes('\n    ') ? busy : calm);
  }
  gif.finish();
  return gif.bytes();
}

/** The output cut before every line that begins a window or a message of its own: indented lines stay with theirs. */
function blocks(output: string): string[] {
  const found: string[] = [];
  for (const line of output.split(/(?<=\n)/)) {
    if (line.startsWith('    ') && found.length > 0) found.push(found.pop()! + line);
    else found.push(line);
  }
  return found;
}

/** The background and three shades up to each ink: sixteen colours, smooth enough for letters and small in a file. */
const palette: readonly (readonly number[])[] = [
  rgb(background),
  ...Object.values(ink).flatMap((colour) => {
    const [from, to] = [rgb(background), rgb(colour)];
    return [1, 2, 3].map((k) => from.map((value, c) => Math.round(value + ((to[c]! - value) * k) / 3)));
  }),
];

function rgb(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

function drawing(lines: readonly (readonly Cell[])[]): string {
  const texts = lines.map((line, row) => {
    const y = bar + (row + 1) * lineHeight;
    const runs = colourRuns(line).map(
      ({ text, colour, column }) =>
        markup`<text x="${(margin + column * advance).toFixed(2)}" y="${y}" fill="${ink[colour]}">${text}</text>`,
    );
    return new Markup(runs.join(''));
  });
  const dots = ['red', 'yellow', 'green'].map(
    (colour, k) => markup`<circle cx="${margin + 6 + k * 18}" cy="16" r="5" fill="${ink[colour as Colour]}"/>`,
  );
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans Mono" font-size="13" xml:space="preserve"><rect width="${width}" height="${height}" fill="${background}"/>${dots}${texts}</svg>`
    .text;
}

/** Neighbouring characters of one colour as one text. */
function colourRuns(line: readonly Cell[]): { text: string; colour: Colour; column: number }[] {
  const found: { text: string; colour: Colour; column: number }[] = [];
  for (const [column, { text, colour }] of line.entries()) {
    const last = found.at(-1);
    if (last?.colour === colour) last.text += text;
    else found.push({ text, colour, column });
  }
  return found;
}
