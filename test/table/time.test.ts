import { describe, expect, it } from 'vitest';
import { readTime } from '../../src/table/time.js';
import { toEpoch } from '../../src/table/to-epoch.js';
import { timeZone } from '../../src/table/time-zone.js';
import { periods } from '../../src/source/periods.js';
import { parseDuration } from '../../src/source/duration.js';

const utc = Date.UTC;

describe('toEpoch', () => {
  it.each([
    ['2024-01-02T03:04:05Z', utc(2024, 0, 2, 3, 4, 5)],
    ['2024-01-02T03:04:05.678+01:30', utc(2024, 0, 2, 1, 34, 5, 678)],
    ['2024-01-02 03:04:05.678999-0800', utc(2024, 0, 2, 11, 4, 5, 678)],
    ['2024-01-02 03:04+00', utc(2024, 0, 2, 3, 4)],
    ['2024-01-02 03:04:05 +0100', utc(2024, 0, 2, 2, 4, 5)],
    ['0099-12-31T00:00Z', Date.parse('0099-12-31T00:00:00Z')],
    ['2024-02-29T00:00z', utc(2024, 1, 29)],
  ])('reads %s', (text, epoch) => {
    expect(toEpoch(text)).toBe(epoch);
  });

  it('takes numbers, dates and bigint as epoch milliseconds', () => {
    expect([toEpoch(1.5), toEpoch(new Date(7)), toEpoch(9n)]).toEqual([1.5, 7, 9]);
  });

  it.each(['2024-01-02', '2024-01-02T03:04:05', '2024-01-02 03:04'])('refuses %s, which has no zone', (text) => {
    expect(readTime(text)).toBe('zone-less');
    expect(() => toEpoch(text)).toThrow(expect.objectContaining({ code: 'TIME_AMBIGUOUS' }) as Error);
    expect(toEpoch(text, { timeZone: 'UTC' })).toBe(Date.parse(text.length > 10 ? `${text.replace(' ', 'T')}Z` : text));
  });

  it.each([
    '03/04/2024',
    '2024-13-01',
    '2023-02-29',
    '2024-01-02T25:00Z',
    '2024-01-02T03:60Z',
    '20240102',
    'yesterday',
    '',
  ])('refuses %j also with a zone', (text) => {
    expect(() => toEpoch(text, { timeZone: 'UTC' })).toThrow(
      expect.objectContaining({ code: 'TIME_AMBIGUOUS' }) as Error,
    );
  });

  it.each([[Number.NaN], [Infinity], [new Date('x')], [null], [undefined], [true], [{}], [9e15]])(
    'refuses %s',
    (value) => {
      expect(() => toEpoch(value)).toThrow(expect.objectContaining({ code: 'TIME_AMBIGUOUS' }) as Error);
    },
  );

  it('names an unknown zone', () => {
    expect(() => toEpoch('2024-01-02', { timeZone: 'Mars/Base' })).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: "timeZone: no time zone is named 'Mars/Base'",
      }) as Error,
    );
  });
});

describe('time zones', () => {
  it('reads the first of two equal clock readings, and moves a skipped one behind the change', () => {
    const paris = timeZone('Europe/Paris');
    expect(paris.epochOf(utc(2024, 2, 31, 2, 30))).toBe(utc(2024, 2, 31, 1, 30));
    expect(paris.epochOf(utc(2024, 9, 27, 2, 30))).toBe(utc(2024, 9, 27, 0, 30));
    expect(paris.epochOf(utc(2024, 9, 27, 3, 30))).toBe(utc(2024, 9, 27, 2, 30));
  });

  it.each([
    'Europe/Paris',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Africa/Cairo',
  ])('is its own inverse in %s wherever a reading is unique', (name) => {
    const zone = timeZone(name);
    const off = new Set<number>();
    let twice = 0;
    for (let epoch = utc(2017, 0, 1); epoch < utc(2018, 0, 1); epoch += 1_800_000) {
      const behind = epoch - zone.epochOf(epoch + zone.offsetAt(epoch));
      off.add(behind);
      if (behind !== 0) twice++;
    }
    expect([...off].every((behind) => [0, 1_800_000, 3_600_000].includes(behind))).toBe(true);
    expect(twice).toBeLessThanOrEqual(2);
  });

  it('cuts days of 23 and 25 hours where clocks change', () => {
    const day = periods(parseDuration('1d'), 'Europe/Paris');
    const hours = (at: number): number => (day(at).to - day(at).from) / 3_600_000;
    expect([utc(2024, 2, 30, 12), utc(2024, 2, 31, 12), utc(2024, 9, 27, 12)].map(hours)).toEqual([24, 23, 25]);
    expect(day(utc(2024, 2, 30, 23)).id).toBe('2024-03-31');
    expect(day(utc(2024, 2, 30, 22, 59)).id).toBe('2024-03-30');
  });

  it.each(['1d', '3d', '1w', '1mo', '3mo', '6h', '15m', '7h', '90s'])(
    'cuts periods of %s without gap or overlap',
    (every) => {
      const find = periods(parseDuration(every), 'America/New_York');
      let period = find(utc(2024, 2, 9));
      for (let i = 0; i < 60; i++) {
        expect(find(period.from)).toEqual(period);
        expect(find(period.to - 1)).toEqual(period);
        const next = find(period.to);
        expect(next.from).toBe(period.to);
        expect(next.to).toBeGreaterThan(next.from);
        period = next;
      }
    },
  );

  it('begins weeks on Monday and months on the first, by local midnight', () => {
    const week = periods(parseDuration('1w'), 'America/New_York')(utc(2024, 5, 5));
    expect([week.id, week.from]).toEqual(['2024-06-03', utc(2024, 5, 3, 4)]);
    const quarter = periods(parseDuration('3mo'), 'Asia/Kolkata')(utc(2024, 10, 30));
    expect([quarter.id, quarter.from]).toEqual(['2024-10-01', utc(2024, 8, 30, 18, 30)]);
    expect(periods(parseDuration('6h'), 'America/New_York')(utc(2024, 0, 1, 12)).id).toBe('2024-01-01T06:00-05:00');
    expect(periods(parseDuration('6h'))(utc(2024, 0, 1, 12)).id).toBe('2024-01-01T12:00Z');
  });

  it.each(['', '1', 'd', '0d', '-1d', '1.5h', '1y', '1 d', '1D'])('refuses the duration %j', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }) as Error);
  });

  it('never follows the zone of the machine', () => {
    const texts = ['2024-03-31T02:30:00+01:00', '2024-03-31 02:30', '2024-10-27 02:30', '2024-11-03', new Date(5), 7];
    const zones = ['UTC', 'Europe/Paris', 'America/New_York'];
    const read = (): unknown => {
      const times = zones.flatMap((zone) => texts.map((text) => toEpoch(text, { timeZone: zone })));
      const find = (every: string, zone: string): string[] =>
        times.map((time) => periods(parseDuration(every), zone)(time).id);
      return [times, zones.flatMap((zone) => ['1d', '6h', '1mo'].flatMap((every) => find(every, zone)))];
    };
    const before = process.env['TZ'];
    const machine = new Set<number>();
    const results = ['UTC', 'Asia/Kolkata', 'America/New_York'].map((zone) => {
      process.env['TZ'] = zone;
      machine.add(new Date(utc(2024, 2, 31)).getTimezoneOffset());
      return JSON.stringify(read());
    });
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
    expect(machine.size).toBe(3);
    expect(new Set(results).size).toBe(1);
    expect(results[0]).toContain('1711848600000');
  });
});
