import {
  chartFileNames,
  columnSeries,
  drawColumnChart,
  drawMetricChart,
  metricNames,
  type ColumnSeries,
} from 'driftsense';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { demoReports, flightsReports, wideReports } from '../../fixtures/reports.js';
import { anyReports, payloads } from '../arbitrary-report.js';

/** Texts by element; throws where the drawing is not well-formed XML. */
function parseSvg(svg: string) {
  const parser = new SaxesParser({ xmlns: true });
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof elements = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local, attributes }) => {
    const plain = Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
    const element = { name: local, attributes: plain, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const current = open.at(-1);
    if (current) current.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(svg).close();
  return elements;
}

const byClass = (svg: string, name: string) =>
  parseSvg(svg).filter(({ attributes }) => attributes['class']?.split(' ').includes(name));

const texts = (svg: string) =>
  parseSvg(svg)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);

const named = (): ColumnSeries => ({ ...columnSeries(flightsReports())[0]!, column: '売上 größe доход مرحبا' });

const airline = (): ColumnSeries => columnSeries(flightsReports())[0]!;

describe('a column chart', () => {
  it('is well-formed XML without script, handler or address, whatever the names are', () => {
    const allowed = new Set(['svg', 'title', 'desc', 'style', 'rect', 'path', 'text']);
    const problems = (svg: string): string[] =>
      parseSvg(svg).flatMap(({ name, attributes }) =>
        Object.entries(attributes)
          .filter(([key, value]) => /^on|href|src/.test(key) || /^[ML\d-].*(NaN|Infinity|undefined)/.test(value))
          .map(([key, value]) => `${key}="${value}"`)
          .concat(allowed.has(name) ? [] : [`<${name}>`]),
      );
    fc.assert(
      fc.property(anyReports, (reports) => {
        const drawings = [
          ...columnSeries(reports).map((series) => drawColumnChart(series)),
          ...metricNames(reports).map((metric) => drawMetricChart(reports, metric)),
        ];
        expect(drawings.flatMap(problems)).toEqual([]);
      }),
      { numRuns: process.env['NIGHTLY'] ? 20_000 : 60 },
    );
  });

  it('has a title and a description that tell the same as the picture', () => {
    const elements = parseSvg(drawColumnChart(airline()));
    expect(elements.find(({ name }) => name === 'title')?.text).toBe(
      'AIRLINE: effect psi per window with 90 % interval; drift in 6 of 11 windows',
    );
    expect(elements.find(({ name }) => name === 'desc')?.text).toMatch(
      /^11 windows from 2015-02 to 2015-12\. Drift in 6, first in 2015-07\. Highest effect 0\.5\d+ in 2015-07, tolerance 0\.05\.$/,
    );
  });

  it('marks every drifted window with a triangle, and the tolerance with a dashed line', () => {
    const svg = drawColumnChart(airline());
    const triangles = byClass(svg, 'drift').filter(({ attributes }) => attributes['class'] === 'drift flag');
    expect(triangles).toHaveLength(6);
    for (const { attributes } of triangles) expect(attributes['d']).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+H[\d.]+Z$/);
    expect(byClass(svg, 'limit')).toHaveLength(1);
    expect(texts(svg)).toContain('tolerance 0.05');
    expect(texts(svg)).toContain('drift from 2015-07');
  });

  it('gives each verdict a shape of its own, so that it reads without colour', () => {
    const series = airline();
    const verdicts = ['drift', 'warning', 'immaterial', 'undecided'] as const;
    const points = verdicts.map((verdict) => ({ ...series.points[0]!, verdict }));
    const svg = drawColumnChart({ ...series, points });
    const shapes = verdicts.map(
      (verdict) =>
        byClass(svg, verdict)
          .at(-1)
          ?.attributes['d']?.replaceAll(/[\d. -]+/g, '') ?? 'none',
    );
    expect(new Set(shapes).size).toBe(4);
    for (const word of ['drift', 'warning', 'within tolerance', 'no verdict']) expect(texts(svg)).toContain(word);
  });

  it('shows model versions, the true onset and the rows of the reference', () => {
    const truth = { features: [{ column: 'income', onset: 'stream_0012.csv' }] };
    const income = columnSeries(demoReports(), { truth })[0]!;
    const svg = drawColumnChart(income);
    expect(texts(svg)).toEqual(expect.arrayContaining(['v1', 'v2', 'true onset', 'reference rows']));
    expect(byClass(svg, 'onset')).toHaveLength(1);
    expect(parseSvg(svg).find(({ name }) => name === 'desc')?.text).toContain(
      'The change is known to begin with stream_0012.csv.',
    );
  });

  it('cuts a title where the legend begins, however broad its letters are', () => {
    for (const letter of ['i', 'W', '漢', '😀']) {
      const elements = parseSvg(drawColumnChart({ ...airline(), column: letter.repeat(300) }));
      const title = elements.find(({ attributes }) => attributes['class'] === 't')!.text;
      const legend = Math.min(
        ...elements
          .filter(({ name, attributes }) => name === 'text' && attributes['y'] === '20')
          .map(({ attributes }) => Number(attributes['x'])),
      );
      const widest = { i: 0.3, W: 1, 漢: 1, '😀': 1.2 }[letter]!;
      expect(title.endsWith('…')).toBe(true);
      expect(8 + 15 * widest * Array.from(title).length).toBeLessThan(legend - 15);
      expect(Array.from(title).length).toBeGreaterThan(20);
    }
  });

  it('breaks the line where a window has no value', () => {
    const series = airline();
    const { value: _, limit: __, interval: ___, ...bare } = series.points[8]!;
    const points = series.points.with(8, { ...bare, verdict: 'undecided' });
    expect(byClass(drawColumnChart(series), 'line')).toHaveLength(1);
    const broken = byClass(drawColumnChart({ ...series, points }), 'line');
    expect(broken).toHaveLength(2);
    // It ends where it was, high above the axis, and does not fall to a value that nothing has.
    const heights = Array.from(broken[0]!.attributes['d']!.matchAll(/,([\d.]+)/g), ([, y]) => Number(y));
    expect(heights.at(-1)).toBe(heights.at(-2));
    expect(heights.at(-1)).toBeLessThan(heights[0]!);
  });

  it('goes by a root where the change is many times the limit, and says so', () => {
    expect(texts(drawColumnChart(airline())).join()).toContain('root scale');
    expect(texts(drawColumnChart(columnSeries(demoReports())[0]!)).join()).not.toContain('root scale');
  });

  it('keeps its texts apart, inside the plot and off the line, also where the first flag is at the rim', () => {
    const series = airline();
    const flaggedFrom = (first: number, value: number): ColumnSeries => ({
      ...series,
      onset: first,
      points: series.points.map((point, k) => ({
        ...point,
        verdict: k >= first ? 'drift' : 'stable',
        value: k >= first ? value : 0.01,
      })),
    });
    for (const first of [0, 1, 2, 5, 10])
      for (const value of [0.06, 0.3, 0.9]) {
        const elements = parseSvg(drawColumnChart(flaggedFrom(first, value)));
        const boxes = elements
          .filter(({ attributes }) => attributes['class'] === 'h b')
          .map(({ attributes: { x, y, 'text-anchor': anchor }, text }) => {
            const width = text.length * 6.6;
            const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
            return { text, left, right: left + width, top: Number(y) - 9, bottom: Number(y) + 2 };
          });
        expect(boxes).toHaveLength(3);
        for (const box of boxes) {
          expect(box.left, `${box.text} of ${first} at ${value}`).toBeGreaterThan(54);
          expect(box.right).toBeLessThan(760);
          const covered = boxes.filter(
            (other) =>
              other !== box &&
              other.left < box.right &&
              box.left < other.right &&
              other.top < box.bottom &&
              box.top < other.bottom,
          );
          expect(covered, `${box.text} of ${first} at ${value}`).toEqual([]);
        }
      }
  });

  it('draws one window, none, and a year of them', () => {
    const series = airline();
    for (const points of [[], series.points.slice(0, 1), columnSeries(wideReports(1, 365))[0]!.points])
      parseSvg(drawColumnChart({ ...series, points }));
  });

  it('shows flagged windows of a year as bars, where marks would cover the line', () => {
    const series = columnSeries(wideReports(1, 365))[0]!;
    const svg = drawColumnChart(series);
    const flagged = series.points.filter(({ verdict }) => verdict === 'drift');
    const [, first, width] = /^M([\d.]+) [\d.]+h([\d.]+)v9/.exec(
      byClass(svg, 'drift').findLast(({ attributes }) => attributes['d']!.includes('v9'))!.attributes['d']!,
    )!;
    const step = (760 - 14 - 54) / 365;
    // One stretch, as long as the windows it stands for; and no mark on the line.
    expect(Number(first)).toBeCloseTo(54 + series.points.indexOf(flagged[0]!) * step, 0);
    expect(Number(width)).toBeCloseTo(flagged.length * step, 0);
    expect(byClass(svg, 'flag')).toEqual([]);
    const spoilt = { ...series, points: series.points.with(3, { ...series.points[3]!, quality: 'drift' as const }) };
    expect(texts(drawColumnChart(spoilt))).toContain('data quality');
    expect(byClass(drawColumnChart(spoilt), 'drift').length).toBe(byClass(svg, 'drift').length + 2);
  });

  it('puts a value against the threshold that decides, not against a tolerance that does not', () => {
    const [first] = flightsReports();
    const carrier = first!.columns.find(({ column }) => column === 'AIRLINE')!;
    const test = { ...carrier.tests[0]!, threshold: 0.25, alarmsWhen: 'above', thresholdOf: 'statistic' } as const;
    const columns = [{ ...carrier, tests: [{ ...test, verdict: 'stable', reason: 'below-threshold' } as const] }];
    const [series] = columnSeries([{ ...first!, columns }]);
    expect(series).toMatchObject({ measure: 'statistic', points: [{ value: test.statistic, limit: 0.25 }] });
    expect(texts(drawColumnChart(series!))).toContain('threshold 0.25');
  });

  it('gives the same bytes for the same reports, and writes names of any script', () => {
    expect(drawColumnChart(named())).toBe(drawColumnChart(named()));
    expect(texts(drawColumnChart(named()))).toContain('売上 größe доход مرحبا');
  });

  it('refuses unknown options and impossible sizes at once', () => {
    expect(() => drawColumnChart(airline(), { width: 1, colour: 'red' } as never)).toThrowError(/colour[\s\S]*|width/);
  });
});

describe('a metric chart', () => {
  it('marks the windows of concept drift and leaves out the limit', () => {
    const svg = drawMetricChart(demoReports(), 'accuracy', { truth: { concept: { onset: 'stream_0018.csv' } } });
    expect(byClass(svg, 'drift').filter(({ attributes }) => attributes['class'] === 'drift flag')).toHaveLength(1);
    expect(byClass(svg, 'limit')).toHaveLength(0);
    expect(texts(svg)).toEqual(expect.arrayContaining(['concept drift', 'true onset', 'v2']));
  });
});

describe('chart file names', () => {
  it('keep plain names as they are', () => {
    expect([...chartFileNames(['AIRLINE', 'dep_delay', 'x.y-1']).values()]).toEqual([
      'AIRLINE.svg',
      'dep_delay.svg',
      'x.y-1.svg',
    ]);
  });

  it('never leave the folder, never collide, also where case does not count', () => {
    const columns = [
      ...payloads,
      '../../etc/passwd',
      '..',
      '.',
      'a/b',
      'a\\b',
      'CON',
      'nul.txt',
      'Age',
      'age',
      'a b',
      'a-b',
      'x'.repeat(300),
    ];
    const files = [...chartFileNames(columns, 'png').values()];
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(new Set(columns).size);
    for (const file of files) expect(file).toMatch(/^(?!con\.|nul\.)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}\.png$/i);
  });
});
