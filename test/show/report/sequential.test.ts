import { renderReport, type SequentialReport, type WindowReport } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { flightsReports } from '../../fixtures/reports.js';
import { byTag, parsePage, textOf } from '../parsed-page.js';

const quiet: SequentialReport = { rows: 500, first: 0, level: 0.004, expected: 0.01, total: 0, alarms: [] };
const entry = { column: 'amount', part: 'values', share: 0.8, direction: 'up', since: 612, parts: [] } as const;
const alarmed: SequentialReport = {
  rows: 500,
  first: 500,
  level: 0.31,
  expected: 0.02,
  total: 2,
  alarms: [
    {
      row: 701,
      rows: 702,
      expected: 0.014,
      level: 1.2,
      ledger: [
        entry,
        { ...entry, column: '<channel>', category: 'web & app', direction: 'less', share: 0.15 },
        { ...entry, column: 'age', share: 0.05 },
      ],
    },
    {
      row: 930,
      rows: 229,
      expected: 0.0186,
      level: 1,
      ledger: [{ ...entry, part: 'missing', direction: 'more', share: 1 }],
    },
  ],
};

/** A report of windows of which some were watched row by row. */
function page(...sequential: (SequentialReport | undefined)[]) {
  const [first] = flightsReports();
  const reports = sequential.map((one, i): WindowReport => ({
    ...first!,
    window: { ...first!.window, id: `w${i + 1}` },
    ...(one && { sequential: one }),
  }));
  return parsePage(renderReport({ monitor: 'm', reports }));
}

const section = (parsed: ReturnType<typeof page>): string | undefined =>
  byTag(parsed, 'section')
    .map(textOf)
    .find((text) => text.startsWith('Row by row'));

describe('a report of windows that were watched row by row', () => {
  it('tells every alarm, what it is about and since when, and small parts of none', () => {
    const text = section(page(quiet, alarmed))!;
    expect(text).toContain(
      '1,000 rows watched as they came, beside the windows: 2 alarms, where without any drift 0.02 are to be expected at most.',
    );
    expect(text).toContain('stands at 31 % of what an alarm takes');
    expect(text).toContain('alarms again until it is acknowledged as drift');
    expect(text).toMatch(/w2\s*701\s*amount\s*values higher\s*80 %\s*612/);
    expect(text).toMatch(/<channel>\s*web & app less often\s*15 %/);
    expect(text).toMatch(/w2\s*930\s*amount\s*missing values more often\s*100 %/);
    expect(text).not.toContain('age');
    expect(byTag(page(quiet, alarmed), 'svg').map(textOf).join(' ')).toContain('row by row');
  });

  it('shows the newest dozen, and lets earlier ones fold away', () => {
    const many = {
      ...alarmed,
      alarms: Array.from({ length: 70 }, (_, k) => ({ ...alarmed.alarms[0]!, row: 1_000 + k })),
    };
    const parsed = page(quiet, many);
    const folded = byTag(parsed, 'details')
      .map(textOf)
      .find((text) => text.startsWith('48 earlier alarms of 58'))!;
    expect(folded).toContain('1,010');
    expect(folded).toContain('1,057');
    const text = section(parsed)!;
    expect(text).toContain('1,069');
    expect(folded).not.toContain('1,058');
    expect(section(page(quiet, alarmed))).not.toContain('earlier alarm');
  });

  it('says that there was none, and what was not watched', () => {
    const text = section(page(quiet, { ...quiet, first: 500, note: '7 rows were not watched' }))!;
    expect(text).toContain('1,000 rows watched as they came, beside the windows: no alarm,');
    expect(text).toContain('w2: 7 rows were not watched');
    expect(text).not.toContain('acknowledged');
  });

  it('has no such section where rows were not', () => {
    expect(section(page(undefined, undefined))).toBeUndefined();
    expect(byTag(page(undefined, undefined), 'svg').map(textOf).join(' ')).not.toContain('row by row');
  });
});
