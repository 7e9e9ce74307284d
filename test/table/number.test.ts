import { describe, expect, it } from 'vitest';
import { parseNumber, scanNumberText } from '../../src/table/number.js';
import { seeded } from '../source/seeded.js';

describe('the number grammar', () => {
  it.each([
    '0',
    '-1',
    '+5',
    '3.14',
    '.5',
    '5.',
    '1e3',
    '1E-7',
    '-2.00E-02',
    '4e4',
    '-0',
    '007',
    '1e308',
    '5e-324',
    '1e-400',
  ])('reads %s as Number does', (text) => {
    expect(parseNumber(text)).toBe(Number(text));
  });

  it.each([
    '',
    ' ',
    '1 ',
    ' 1',
    '1,5',
    '0x10',
    '0b1',
    '1e',
    'e5',
    '.',
    '-',
    '+',
    '--1',
    '1.2.3',
    '1_000',
    'Infinity',
    'INF',
  ])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it.each(['1e999', '-1e309', '95%', '$4.00', '１', '1\u0000', 'NaN', '12a', '1e5.5'])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it('reads a decimal comma only when told', () => {
    expect(parseNumber('2,6', ',')).toBe(2.6);
    expect(parseNumber('2.6', ',')).toBeUndefined();
    expect(() => parseNumber('1', ';')).toThrow("expected '.' or ','");
  });

  it.each([
    ['12.5', 'plain'],
    ['-0.000001', 'plain'],
    ['1.10', 'spelled'],
    ['+5', 'spelled'],
    ['-0', 'spelled'],
    ['1e3', 'spelled'],
    ['1e-7', 'plain'],
    ['1.50e-7', 'spelled'],
    ['1e+21', 'plain'],
    ['0.0000001', 'spelled'],
    ['1.', 'spelled'],
    ['.5', 'spelled'],
    ['007', 'code'],
    ['-01', 'code'],
    ['9007199254740993', 'code'],
    ['9007199254740991', 'plain'],
    ['0.30000000000000004', 'plain'],
    ['0.300000000000000040', 'spelled'],
    ['x', 'none'],
  ])('calls %s %s', (text, form) => {
    expect(scanNumberText(text).form).toBe(form);
  });

  it('gives the nearest double, and calls plain exactly what prints as it is written, on 100,000 texts', () => {
    const next = seeded(7);
    const digits = (most: number): string =>
      Array.from({ length: Math.floor(next() * (most + 1)) }, () => Math.floor(next() * 10)).join('');
    for (let i = 0; i < 100_000; i++) {
      const exponent = next() < 0.3 ? `e${next() < 0.5 ? '-' : ''}${digits(3)}` : '';
      const text = `${next() < 0.2 ? '-' : ''}${digits(20)}${next() < 0.7 ? `.${digits(20)}` : ''}${exponent}`;
      const expected = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/.test(text) ? Number(text) : Number.NaN;
      const { form, value } = scanNumberText(text);
      const same = Number.isFinite(expected) ? Object.is(value, expected) : form === 'none';
      if (!same) expect({ text, value }).toEqual({ text, value: expected });
      if (form === 'plain' || form === 'spelled')
        if ((form === 'plain') !== (String(value) === text)) expect(text).toBe(form);
    }
  });
});
