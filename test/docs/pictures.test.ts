import { readFileSync } from 'node:fs';
import { renderPng } from 'driftsense/node';
import { describe, expect, it } from 'vitest';
import { TerminalScreen } from '../../scripts/pictures/terminal_screen.js';

const docs = new URL('../../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, docs));

/** Size, how long each picture of a GIF stands, in hundredths of a second, and its bytes. */
function readGif(bytes: Buffer) {
  const delays: number[] = [];
  const starts: number[] = [];
  // A graphic control extension: 21 F9 04, flags, delay, transparent index, 0; then an image.
  for (let at = 0; at < bytes.length - 8; at++)
    if (bytes.readUIntBE(at, 3) === 0x21f904 && bytes[at + 7] === 0 && bytes[at + 8] === 0x2c) {
      starts.push(at);
      delays.push(bytes.readUInt16LE(at + 4));
    }
  const sizes = starts.map((start, k) => (starts[k + 1] ?? bytes.length) - start);
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), delays, sizes };
}

describe('the pictures in docs', () => {
  it('demo.gif is an animation that loads quickly, goes on for ever and can be read', () => {
    const gif = read('demo.gif');
    expect(gif.toString('latin1', 0, 6)).toBe('GIF89a');
    expect(gif.toString('latin1')).toContain('NETSCAPE2.0');
    expect(gif.length).toBeLessThan(1_000_000);
    const { width, height, delays, sizes } = readGif(gif);
    expect([width > 700, height > 350]).toEqual([true, true]);
    // At least the thirty windows of the demo, and under a minute.
    expect(delays.length).toBeGreaterThan(30);
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(6_000);
    // Many viewers show the first picture only: it is a full one.
    expect(sizes[0]).toBeGreaterThan(0.5 * Math.max(...sizes));
  });

  it('drift_chart.png is drift_chart.svg, drawn', async () => {
    const drawn = await renderPng(read('drift_chart.svg').toString());
    expect(Buffer.from(drawn).equals(read('drift_chart.png'))).toBe(true);
  });
});

describe('the screen that the animation is drawn from', () => {
  const shown = (screen: TerminalScreen) => screen.lines.map((line) => line.map(({ text }) => text).join(''));

  it('wraps, scrolls, goes back to the start of a line and clears it', () => {
    const screen = new TerminalScreen(5, 3);
    screen.write('abcdefg\r\n12\rX\u001b[K\r\nlast');
    expect(shown(screen)).toEqual(['fg', 'X', 'last']);
  });

  it('keeps colours until they are reset, and refuses what it would draw wrongly', () => {
    const screen = new TerminalScreen(9, 3);
    screen.write('\u001b[31m!\u001b[39m.');
    expect(screen.lines[0]).toEqual([
      { text: '!', colour: 'red' },
      { text: '.', colour: 'plain' },
    ]);
    expect(() => screen.write('\u001b[2J')).toThrow(/2J/);
  });
});
