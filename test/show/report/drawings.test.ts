import { renderReport, type WindowReport } from 'driftsense';
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../src/show/charts/text-width.js';
import { drawnCells } from '../../../src/show/charts/histogram-pair.js';
import { verdictWords } from '../../../src/show/judged-window.js';
import { numberText, shareText } from '../../../src/show/number-text.js';
import { deciderOf, severityOf } from '../../../src/show/severity.js';
import { columnReport, demoReports, flightsReports, report, wideReports } from '../../fixtures/reports.js';
import { attribute, byTag, parsePage, textOf, type ParsedPage } from '../parsed-page.js';

const cities = Array.from({ length: 25 }, (_, k) => `city ${k}`);
/** A column with more categories than are drawn one by one. */
const many = (): WindowReport =>
  report('many', 10_000, [
    columnReport({
      name: 'city',
      cells: cities,
      reference: cities.map((_, k) => 100 + k),
      window: cities.map((_, k) => 130 - k),
      ordered: false,
    }),
  ]);

/** More windows than one table of decisions takes. */
const longRun = (): WindowReport[] =>
  Array.from({ length: 8 }, (_, k) =>
    demoReports().map((one) => ({ ...one, window: { ...one.window, id: `${k} ${one.window.id}` } })),
  ).flat();

const pages: Readonly<Record<string, () => readonly WindowReport[]>> = {
  'the demo': demoReports,
  'the flights': flightsReports,
  'one window': () => flightsReports().slice(0, 1),
  'many categories': () => [many()],
  'a long run': longRun,
  'more columns and windows than are drawn': () => wideReports(60, 250),
};

const pageOf = (reports: readonly WindowReport[]) => parsePage(renderReport({ monitor: 'm', reports: [...reports] }));
const isSvg = (node: Tree.Node): node is Tree.Element => 'tagName' in node && node.tagName === 'svg';
const within = (element: Tree.Element, tag: string): Tree.Element[] =>
  element.childNodes.flatMap((child) =>
    'tagName' in child ? [...(child.tagName === tag ? [child] : []), ...within(child, tag)] : [],
  );
/** Text without what stands in drawings. */
const wordsOf = (node: Tree.Node): string =>
  isSvg(node) ? '' : 'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(wordsOf).join(' ') : '';
const tableUnder = (page: ParsedPage, summary: string): Tree.Element =>
  byTag(page, 'details').find((details) => textOf(details).startsWith(summary))!;
const rowsOf = (table: Tree.Element): string[][] =>
  within(table, 'tbody').flatMap((body) => within(body, 'tr').map((row) => within(row, 'td').map(textOf)));

describe.each(Object.keys(pages))('every drawing of the report of %s (R14.1)', (name) => {
  const reports = pages[name]!();
  const page = pageOf(reports);
  const shown = reports.at(-1)!;

  it('has a title, or is hidden because its row says the same', () => {
    const drawings = byTag(page, 'svg');
    expect(drawings.length).toBeGreaterThan(2);
    for (const svg of drawings) {
      const [first] = svg.childNodes;
      if (attribute(svg, 'aria-hidden') === 'true') expect(attribute(svg, 'role')).toBeUndefined();
      else {
        expect(attribute(svg, 'role')).toBe('img');
        expect((first as Tree.Element).tagName).toBe('title');
        expect(textOf(first!).length).toBeGreaterThan(5);
      }
    }
  });

  it('cuts no label off at its left', () => {
    for (const svg of byTag(page, 'svg'))
      for (const label of within(svg, 'text')) {
        const left = Number(attribute(svg, 'viewBox')!.split(' ')[0]);
        const share = { middle: 0.5, end: 1 }[attribute(label, 'text-anchor') ?? ''] ?? 0;
        const start = Number(attribute(label, 'x')) - share * textWidth(textOf(label), 11);
        expect(start, textOf(label)).toBeGreaterThanOrEqual(left);
      }
  });

  it('says the shares of both tiny histograms in words, cell for cell', () => {
    const drawn = byTag(page, 'details').filter((details) => attribute(details, 'class') === 'row');
    expect(drawn.length).toBeGreaterThan(0);
    for (const row of drawn) {
      const column = shown.columns.find((each) => each.column === attribute(row, 'data-column'))!;
      const words = wordsOf(row).replaceAll(/\s+/g, ' ');
      for (const { cell, reference, window } of drawnCells(column.moved.view)) {
        const said = [
          `${cell} ${shareText(reference)} ${shareText(window)}`,
          `${cell} ${shareText(reference)} → ${shareText(window)}`,
        ];
        expect(
          said.some((text) => words.includes(text.replaceAll(/\s+/g, ' '))),
          `${column.column}: ${said[0]} in ${words}`,
        ).toBe(true);
      }
    }
  });

  it('says the effect bar in its title: how many times the limit, and the interval', () => {
    const bars = byTag(page, 'span').filter((span) => attribute(span, 'class') === 'bar');
    const drawn = byTag(page, 'details').filter((details) => attribute(details, 'class') === 'row');
    expect(bars).toHaveLength(drawn.length);
    for (const [i, bar] of bars.entries()) {
      const decider = deciderOf(shown.columns.find((each) => each.column === attribute(drawn[i]!, 'data-column'))!)!;
      const multiple = severityOf(decider);
      if (multiple === undefined) continue;
      expect(textOf(bar)).toContain(`${numberText(multiple)} times its limit`);
      if (decider.effect?.interval) expect(textOf(bar)).toMatch(/ \(90 % interval \S+ to \S+\)$/);
    }
  });

  it.skipIf(reports.length === 1)(
    'has the timeline as a table: a row for each window, its verdicts and what drifted',
    () => {
      const rows = rowsOf(tableUnder(page, 'The windows as a table'));
      expect(rows).toHaveLength(reports.length);
      for (const [i, one] of reports.entries()) {
        const drifted = one.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column);
        expect(rows[i]![0]).toContain(one.window.id);
        const worst = drifted.length > 0 ? [verdictWords.drift] : [];
        expect(rows[i]!).toEqual(expect.arrayContaining([...worst, one.decision.action]));
        for (const column of drifted.slice(0, 5)) expect(rows[i]!.join()).toContain(column);
      }
    },
  );

  it.skipIf(reports.length === 1)('has every chart of a column as a table of all its windows', () => {
    const drawn = byTag(page, 'details').filter((details) => attribute(details, 'class') === 'row');
    for (const row of drawn) {
      expect(within(row, 'svg').filter((svg) => attribute(svg, 'aria-label')?.includes('per window'))).toHaveLength(1);
      const table = within(row, 'details').find((details) => textOf(details).startsWith('The chart as a table'))!;
      const column = attribute(row, 'data-column');
      expect(rowsOf(table).map((cells) => [cells[0], cells.at(-1)!.replace(' (reference)', '')])).toEqual(
        reports.flatMap(({ window, columns }) =>
          columns.filter((one) => one.column === column).map(({ verdict }) => [window.id, verdictWords[verdict]]),
        ),
      );
    }
  });

  it('has the charts of metrics as a table of all windows, too', () => {
    if (!reports.some(({ performance, concept }) => performance ?? concept)) return;
    expect(rowsOf(tableUnder(page, 'The charts as a table')).map(([window]) => window)).toEqual(
      reports.map(({ window }) => window.id),
    );
  });
});
