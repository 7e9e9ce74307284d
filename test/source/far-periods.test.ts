import { expect, it } from 'vitest';
import { parseDuration } from '../../src/source/duration.js';
import { periods } from '../../src/source/periods.js';

const at = (year: number, month: number, day: number, hour = 0): number =>
  new Date(0).setUTCFullYear(year, month - 1, day) + hour * 3_600_000;
const lengths = ['15m', '6h', '7h', '1d', '2w', '1mo', '5mo'];
const zones = ['UTC', 'Europe/Paris', 'America/New_York'];

it.each([-20_000, -45, -1, 0, 1, 45, 99, 1799, 10_050])(
  'periods in the year %i hold their times, follow each other without a gap, and are called apart',
  (year) => {
    for (const zone of zones)
      for (const length of lengths) {
        const periodOf = periods(parseDuration(length), zone);
        const ids = new Set<string>();
        let time = at(year, 12, 28, 22);
        for (let n = 0; n < 12; n++) {
          const { from, to, id } = periodOf(time);
          expect(from <= time && time < to, `${id} ${length} ${zone}`).toBe(true);
          expect(periodOf(to).from).toBe(to);
          ids.add(id);
          time = to;
        }
        expect(ids.size).toBe(12);
      }
  },
);

it('periods before the year 1 and after 9999 are called by their whole date', () => {
  const id = (time: number, length: string, zone?: string) => periods(parseDuration(length), zone)(time).id;
  expect(id(at(-1, 12, 31, 7), '1d')).toBe('-000001-12-31');
  expect(id(at(-1, 12, 31, 7), '6h')).toBe('-000001-12-31T06:00Z');
  expect(id(at(45, 3, 15, 7), '1mo')).toBe('0045-03-01');
  expect(id(at(45, 3, 15, 7), '1d', 'Europe/Paris')).toBe('0045-03-15');
  expect(id(at(10_000, 1, 2), '1d')).toBe('+010000-01-02');
});
