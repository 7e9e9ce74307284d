import { describe, expect, it } from 'vitest';
import { longNumber } from '../../src/table/long-number.js';
import { seeded } from '../source/seeded.js';

const encoder = new TextEncoder();
const read = (text: string): number => longNumber(encoder.encode(text), 0, text.indexOf('.'), text.length);
const isDecimal = (text: string): boolean => /^\d+\.\d+$/.test(text);

describe('numbers of 16 and 17 digits', () => {
  it('are the nearest double, to the bit, and only where this prints as it was written', () => {
    const next = seeded(17);
    const wrong: string[] = [];
    let [told, printed] = [0, 0];
    for (let i = 0; i < 200_000; i++) {
      const scale = Number(`1e${Math.floor(next() * 12) - 5}`);
      const digits = Array.from({ length: 16 + (i % 2) }, (_, k) => Math.floor(next() * 10) || +(k === 0)).join('');
      const point = 1 + Math.floor(next() * 15);
      const nearPower = 2 ** Math.floor(next() * 30 - 15) * (1 + Math.floor(next() * 4) * 2 ** -52);
      for (const text of [
        String(next() * scale),
        String(nearPower),
        `${digits.slice(0, point)}.${digits.slice(point)}`,
      ]) {
        if (!isDecimal(text)) continue;
        const value = read(text);
        const length = text.replace('.', '').replace(/^0+/, '').length;
        const prints = String(Number(text)) === text && (length === 16 || length === 17);
        if (prints) printed++;
        if (Number.isNaN(value)) continue;
        told++;
        if (!prints || value !== Number(text)) wrong.push(text);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(printed).toBeGreaterThan(100_000);
    expect(told).toBeGreaterThan(0.99 * printed);
  });

  it.each(['0.1', '0.10000000000000001', '1234567890.1234567890', '0.00000000000000000000001234567890123456'])(
    'are left to others where they do not print so, or have more digits or fewer: %s',
    (text) => {
      expect(read(text)).toBeNaN();
    },
  );
});
