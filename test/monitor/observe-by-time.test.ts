import { describe, expect, it } from 'vitest';
import { Monitor, memoryCheckpoint, type MonitorOptions } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';

const hour = 3_600_000;
const reference = rowsOf(500, 'reference');
const [row] = rowsOf(1, 'one');

function watched(options: Partial<MonitorOptions>, start: string) {
  const clock = memoryClock(Date.parse(start));
  const settings = { reference, clock, ...options };
  const windows: (readonly [id: string, rows: number])[] = [];
  const dropped: unknown[] = [];
  const notes: string[] = [];
  const begin = () => {
    const monitor = new Monitor(settings);
    monitor.on('window', (report) => {
      windows.push([report.window.id, report.window.rows]);
      notes.push(...report.notes.filter((note) => note.includes('closed')));
    });
    monitor.on('dropped', (what) => dropped.push(what));
    return monitor;
  };
  return { begin, clock, windows, dropped, notes };
}

describe('rows observed over a change of the clocks', () => {
  const paris = { window: { every: '1d', timeZone: 'Europe/Paris' } } as const;

  it.each([
    ['spring: a day of 23 hours', '2024-03-29T23:00:00Z', [24, 23, 24], ['2024-03-30', '2024-03-31', '2024-04-01']],
    ['autumn: a day of 25 hours', '2024-10-25T22:00:00Z', [24, 25, 24], ['2024-10-26', '2024-10-27', '2024-10-28']],
  ])('lie in the days of their zone: %s', async (_name, start, lengths, days) => {
    const { begin, clock, windows } = watched(paris, start);
    const monitor = begin();
    // A row at the half of every hour, as the clock says it, with a look at the clock each hour.
    for (let h = 0; h < 72; h++) {
      await clock.advance(hour / 2);
      expect(monitor.observe(row!)).toBe('taken');
      await clock.advance(hour / 2);
      await monitor.tick();
    }
    await monitor.settled();
    const closed = windows.map(([id, rows]) => [id.slice(0, 10), rows]);
    expect(closed).toEqual(days.map((day, k) => [day, lengths[k]]).slice(0, closed.length));
    expect(closed.length).toBeGreaterThanOrEqual(2);
    await monitor.close();
    expect(windows.map(([, rows]) => rows)).toEqual(lengths[1] === 25 ? [24, 25, 23] : [24, 23, 24, 1]);
  });

  it('are told the same whatever the zone of the machine', async () => {
    const told = async (zone: string) => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        expect(new Date(0).getHours()).toBe({ UTC: 0, 'Asia/Kolkata': 5, 'America/New_York': 19 }[zone]);
        const seen = [];
        for (const start of ['2024-03-09T02:00:00Z', '2024-07-01T02:00:00Z', '2024-11-02T02:00:00Z']) {
          const { begin, clock, windows } = watched({ window: { every: '1d', timeZone: 'America/New_York' } }, start);
          const monitor = begin();
          for (let h = 0; h < 60; h++) {
            monitor.observe(row!);
            await clock.advance(hour);
          }
          await monitor.close();
          seen.push(windows);
        }
        return seen;
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    };
    const utc = await told('UTC');
    expect(utc[2]!.map(([, rows]) => rows)).toEqual([2, 24, 25, 9]); // the clocks go back there on the third of November
    expect(await told('Asia/Kolkata')).toEqual(utc);
    expect(await told('America/New_York')).toEqual(utc);
  });

  it('in hours, of which one is missing in spring and one comes twice in autumn', async () => {
    const count = async (start: string) => {
      const hourly = { window: { every: '1h', timeZone: 'Europe/Paris' } } as const;
      const { begin, clock, windows } = watched(hourly, start);
      const monitor = begin();
      for (let quarter = 0; quarter < 4 * 5; quarter++) {
        monitor.observe(row!);
        await clock.advance(hour / 4);
      }
      await monitor.close();
      return windows;
    };
    const spring = await count('2024-03-30T23:00:00Z');
    expect(spring.map(([, rows]) => rows)).toEqual([4, 4, 4, 4, 4]);
    expect(new Set(spring.map(([id]) => id)).size).toBe(5);
    const autumn = await count('2024-10-26T23:00:00Z');
    expect(autumn.map(([, rows]) => rows)).toEqual([4, 4, 4, 4, 4]);
    expect(new Set(autumn.map(([id]) => id)).size).toBe(5); // both hours from two to three, apart
  });

  it('are in their day also when they come late over the change, and when the process restarts in it', async () => {
    const options = { window: { ...paris.window, allowedLateness: '2h' }, checkpoint: memoryCheckpoint() };
    const { begin, clock, windows, dropped, notes } = watched(options, '2024-03-30T23:30:00Z');
    let monitor = begin();
    monitor.observe(row!, { at: '2024-03-31T00:30:00+01:00' });
    monitor.observe(row!, { at: '2024-03-31T03:30:00+02:00' }); // three hours of wall time, two of time
    await monitor.close();
    await clock.advance(24 * hour); // 2024-04-01 at 1:30 there
    monitor = begin();
    monitor.observe(row!);
    monitor.observe(row!, { at: '2024-03-31T23:59:00+02:00' }); // within the lateness of two hours
    await clock.advance(hour); // the day before is over now
    monitor.observe(row!);
    monitor.observe(row!, { at: '2024-03-31T23:58:00+02:00' }); // too late
    await monitor.tick();
    await monitor.settled();
    expect(windows).toEqual([[expect.stringContaining('2024-03-31'), 3]]);
    expect(dropped).toEqual([{ what: 'rows', count: 1 }]);
    await clock.advance(26 * hour);
    await monitor.tick();
    await monitor.settled();
    expect(windows[1]).toEqual([expect.stringContaining('2024-04-01'), 2]);
    expect(notes).toEqual(['rows in no window, because they came after theirs had closed: 1']);
    await monitor.close();
  });
});

it('a window that is over is judged by the first tick of a process that has not read its state yet', async () => {
  const options = { window: { every: '1h' }, checkpoint: memoryCheckpoint() } as const;
  const { begin, clock, windows } = watched(options, '2024-05-01T10:30:00Z');
  const before = begin();
  before.observe(row!);
  await before.close();
  await clock.advance(hour);
  const monitor = begin();
  await monitor.tick();
  expect(windows).toEqual([[expect.stringContaining('2024-05-01T10'), 1]]);
  await monitor.close();
});

describe('windows by rows and time together', () => {
  it('close by whichever is reached first, and what is left over at the end may be left out', async () => {
    const window = { every: '1h', rows: 4, trailing: 'drop' } as const;
    const { begin, clock, windows } = watched({ window }, '2024-03-01T00:00Z');
    const monitor = begin();
    for (const rows of [6, 3, 5]) {
      for (let i = 0; i < rows; i++) monitor.observe(row!);
      await clock.advance(hour);
    }
    await monitor.settled();
    await monitor.close();
    expect(windows.map(([, rows]) => rows)).toEqual([4, 2, 3, 4]);
  });

  it('are refused a budget per week, of which they may spend any share', () => {
    const alarmBudget = { falseAlarms: 1, per: 'week' } as const;
    expect(() => watched({ window: { every: '1d', rows: 4 }, alarmBudget }, '2024-03-01T00:00Z').begin()).toThrow(
      "alarmBudget.per: 'week' needs windows of a period alone",
    );
  });
});
