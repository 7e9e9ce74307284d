import { flagsCsv, ndjsonLine, summaryLine, summaryTable } from 'driftsense';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoReports, flightsReports } from '../fixtures/reports.js';
import { anyReports } from './arbitrary-report.js';

const read = (text: string) => parse<Record<string, string>>(text, { columns: true, bom: true });

describe('the flags as CSV', () => {
  it('hold one line per window and column, and agree with the reports', () => {
    const reports = demoReports();
    const lines = read(flagsCsv(reports)).filter(({ kind }) => kind === 'column');
    expect(lines).toHaveLength(30 * 8);
    expect(
      lines.filter(({ verdict }) => verdict === 'drift').map(({ window, column }) => `${window} ${column}`),
    ).toEqual(
      reports.flatMap(({ window, columns }) =>
        columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => `${window.id} ${column}`),
      ),
    );
  });

  it('give numbers back exactly', () => {
    const [first] = flightsReports().slice(5);
    const airline = read(flagsCsv([first!])).find(({ column }) => column === 'AIRLINE')!;
    const { effect, logPValue } = first!.columns.find(({ column }) => column === 'AIRLINE')!.tests[0]!;
    expect(Number(airline['effect'])).toBe(effect!.value);
    expect(Number(airline['effect_low'])).toBe(effect!.interval![0]);
    expect(Number(airline['log_p_value'])).toBe(logPValue);
  });

  it('name what flagged a window besides the columns', () => {
    const lines = read(flagsCsv(flightsReports().slice(0, 1))).filter(({ kind }) => kind === 'quality');
    expect(lines.map(({ column, test, verdict }) => [column, test, verdict])).toContainEqual([
      'AIR_TIME',
      'missing',
      'drift',
    ]);
    const concept = read(flagsCsv(demoReports())).filter(
      ({ kind, verdict }) => kind === 'concept' && verdict === 'drift',
    );
    expect(concept.map(({ window }) => window)).toEqual(['stream_0019.csv']);
  });

  it('hold no cell that a spreadsheet would evaluate', () => {
    const numeric =
      /^(statistic|effect|effect_low|effect_high|tolerance|p_value|log_p_value|threshold|rows|model_version)$/;
    const formula = /^["'\s]*[=+\-@\t\r]/u;
    const bad: string[] = [];
    fc.assert(
      fc.property(anyReports, (reports) => {
        for (const line of read(flagsCsv(reports)))
          for (const [name, cell] of Object.entries(line))
            if (numeric.test(name) ? !Number.isFinite(Number(cell)) : formula.test(cell) && !cell.startsWith("'"))
              bad.push(`${name}: ${cell}`);
        expect(bad).toEqual([]);
      }),
      { numRuns: process.env['NIGHTLY'] ? 20_000 : 150 },
    );
  });

  it('can be appended window by window', () => {
    const [a, b] = flightsReports();
    expect(flagsCsv([a!]) + flagsCsv([b!], { header: false })).toBe(flagsCsv([a!, b!]));
  });
});

describe('reports as NDJSON', () => {
  it('are one line each, whatever the names are, and read back the same', () => {
    fc.assert(
      fc.property(anyReports, (reports) => {
        const lines = reports.map(ndjsonLine).join('').split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(reports)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the summary for a terminal', () => {
  it('says in one line what a window led to', () => {
    const flights = flightsReports();
    expect(summaryLine(flights[5]!)).toBe('! 2015-07   8,944 rows  Drift in 1 of 6 columns: AIRLINE.');
    const { window } = flights[5]!;
    expect(summaryLine({ ...flights[5]!, window: { ...window, rows: 1 } })).toContain(' 1 row  Drift');
    expect(summaryLine(demoReports()[18]!)).toBe(
      '! stream_0019.csv   2,000 rows  Drift in 3 of 8 columns: income, age, visits. Concept drift by adwin. → train: concept drift, confirmed',
    );
  });

  it('lists the columns worst first, with effect, limit, p and what moved', () => {
    const lines = summaryTable(flightsReports()[5]!, { columns: 2 }).split('\n');
    expect(lines[0]).toBe('Drift in 1 of 6 columns: AIRLINE.');
    expect(lines[3]).toMatch(
      /^! AIRLINE {2,}drift {2,}0\.55\d {2,}0\.05 {2,}\S+e-\d+ {2}'US' vanished, 'AA' went from 9\.1 % to 16 %$/,
    );
    expect(lines.at(-1)).toBe('  … and 4 more');
  });

  it('says of a column without news why, not what moved', () => {
    const text = summaryTable(flightsReports()[5]!);
    expect(text).toMatch(/^· .* {2}no change beyond chance$/m);
    expect(text).not.toMatch(/^· .*→/m);
  });

  it('keeps to a width, and says the same there', () => {
    const [report] = flightsReports().slice(5);
    const long = {
      ...report!,
      columns: report!.columns.map((one) => ({ ...one, column: `${one.column} ${'x'.repeat(20)}` })),
    };
    for (const width of [80, 100]) {
      const lines = summaryTable(long, { width }).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines).toContain("    'US' vanished, 'AA' went from 9.1 % to 16 %");
    }
    expect(summaryTable(report!, { width: 200 })).toBe(summaryTable(report!));
  });

  it('names a level of the p-value as such', () => {
    const [first] = flightsReports();
    const airline = first!.columns.find(({ column }) => column === 'AIRLINE')!;
    const tests = [{ ...airline.tests[1]!, threshold: 0.05, pValue: 0.001, statistic: 12.5 }];
    const text = summaryTable({ ...first!, columns: [{ ...airline, decider: 'chiSquare', tests }] });
    expect(text.split('\n')[3]).toMatch(/ {2}12\.5 {2,}p < 0\.05 /);
  });

  it('sends no control character to the terminal', () => {
    fc.assert(
      fc.property(anyReports, (reports) => {
        for (const one of reports) {
          expect(summaryLine(one)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
          expect(summaryTable(one).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
        }
      }),
      { numRuns: 100 },
    );
  });
});
