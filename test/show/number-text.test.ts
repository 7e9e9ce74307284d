import { describe, expect, it } from 'vitest';
import { changeText, countOf, countText, numberText, pValueText, shareText } from '../../src/show/number-text.js';
import { clip, escapeMarkup, markup } from '../../src/show/markup.js';
import { spanText } from '../../src/show/span-text.js';
import { windowLabels } from '../../src/show/charts/window-labels.js';

describe('numbers for people', () => {
  it('have three significant digits, and thousands apart', () => {
    expect(
      [0, 0.05, 0.548_31, 12.345, 1_234.5, 8_315, 123_456_789, 2.5e12, 0.000_012, -7.25, -1_234_567].map(numberText),
    ).toEqual([
      '0',
      '0.05',
      '0.548',
      '12.3',
      '1,235',
      '8,315',
      '123,456,789',
      '2.5e12',
      '1.2e-5',
      '-7.25',
      '-1,234,567',
    ]);
    expect([countText(0), countText(1_000), countOf(1, 'row'), countOf(2_000, 'row')]).toEqual([
      '0',
      '1,000',
      '1 row',
      '2,000 rows',
    ]);
    expect([changeText(0), changeText(1.5), changeText(-0.25, shareText)]).toEqual(['±0', '+1.5', '-25 %']);
  });

  it('never round a share to none or to all', () => {
    expect([0, 0.000_01, 0.000_5, 0.134, 0.999_99, 1].map(shareText)).toEqual([
      '0 %',
      '<0.01 %',
      '0.05 %',
      '13.4 %',
      '>99.9 %',
      '100 %',
    ]);
  });

  it('keep p-values that have underflowed', () => {
    expect([
      pValueText(0.5),
      pValueText(0.012_3),
      pValueText(3.14e-20),
      pValueText(Number.MIN_VALUE, -950),
      pValueText(undefined),
    ]).toEqual(['0.5', '0.012', '3.1e-20', '2e-413', undefined]);
  });
});

const span = (from: number, to: number) => spanText({ id: 'w', from, to, rows: 1 });

describe('texts', () => {
  it('are escaped by the tag unless they are markup already', () => {
    const name = `<b a="1" c='2'>&`;
    expect(markup`<i title="${name}">${name}${markup`<u></u>`}${undefined}${false}</i>`.text).toBe(
      `<i title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;<u></u></i>`,
    );
    expect(escapeMarkup('a\u0000\n\ud800')).toBe('a\ufffd \ufffd');
    expect(clip('a😀bc', 3)).toBe('a😀…');
  });

  it('shorten window ids by what they share, but never inside a number or a date', () => {
    expect(windowLabels(['stream_0001.csv', 'stream_0002.csv'])).toEqual(['0001', '0002']);
    expect(windowLabels(['2015-01', '2015-02'])).toEqual(['2015-01', '2015-02']);
    // A dash before the number is none of a negative one.
    expect(windowLabels(['day-1', 'day-15'])).toEqual(['1', '15']);
    const spring = ['2026-03-28T18:00+01:00', '2026-03-29T06:00+02:00'];
    expect(windowLabels(spring)).toEqual(['2026-03-28T18', '2026-03-29T06']);
    expect(windowLabels(['1-2026', '2-2026'])).toEqual(['1-2026', '2-2026']);
    expect(windowLabels(['1-day', '2-day'])).toEqual(['1', '2']);
    expect(windowLabels(['a', 'a'])).toEqual(['a', 'a']);
    expect(windowLabels(['only'])).toEqual(['only']);
  });

  it('say where a window lies: by rows, by minutes, by days', () => {
    expect(span(0, 1_999)).toBe('rows 0 to 1,999');
    expect(span(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 6, 30))).toBe('2026-01-01 00:00 to 2026-01-01 06:30 UTC');
    expect(span(Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1))).toBe('2026-01-01 to 2026-02-01 UTC');
    expect(span(Number.NaN, 1)).toBeUndefined();
  });
});
