import { renderReport, type WindowReport } from 'driftsense';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnReport,
  demoReports,
  demoVersions,
  flightsReports,
  report,
  wideReports,
} from '../../fixtures/reports.js';
import { nameText } from '../../../src/show/markup.js';
import { anyReport } from '../arbitrary-report.js';
import { attribute, byTag, parsePage, textOf } from '../parsed-page.js';

const runs = process.env['NIGHTLY'] ? 20_000 : 120;

/** The headline, and the verdicts of the rows under it. */
function shown(reports: readonly WindowReport[]) {
  const page = parsePage(renderReport({ monitor: 'm', reports: [...reports] }));
  const h1 = byTag(page, 'h1')[0]!;
  const rows = page.elements.filter((element) => attribute(element, 'data-column') !== undefined);
  const lede = page.elements.find((element) => attribute(element, 'class') === 'lede');
  return {
    sentence: textOf(h1),
    h1,
    lede: lede && textOf(lede),
    rows,
    verdicts: rows.map((row) => attribute(row, 'data-verdict')!),
  };
}

const demoPage = () => renderReport({ monitor: 'm', reports: demoReports(), versions: [...demoVersions] });

describe('the headline', () => {
  it('never contradicts the table under it', () => {
    fc.assert(
      fc.property(anyReport, (one) => {
        const { sentence, h1, lede, rows, verdicts } = shown([one]);
        const drifted = verdicts.filter((verdict) => verdict === 'drift').length;
        const tested = verdicts.filter((verdict) => verdict !== 'undecided').length;
        expect(attribute(h1, 'data-drifted')).toBe(String(drifted));
        expect(/[Dd]rift in (\d+) of (\d+) column/.exec(sentence)?.slice(1, 3) ?? ['0', '-']).toEqual(
          drifted > 0 ? [String(drifted), String(tested)] : ['0', '-'],
        );
        // The sentence under it is about the first row of the table, and there only when that row drifted.
        expect(lede !== undefined).toBe(drifted > 0);
        if (lede !== undefined)
          expect(lede.startsWith(`${nameText(attribute(rows[0]!, 'data-column')!)}: `)).toBe(true);
        const calm = /No evidence of drift|No drift beyond tolerance|No alarm; a warning/.test(sentence);
        if (drifted > 0) expect(calm).toBe(false);
        // Flagged, by whatever: the sentence never begins with good news.
        if (one.verdict === 'drift') expect(sentence).not.toMatch(/^No /);
        if (one.concept?.drift) expect(sentence).toContain('Concept drift by');
        for (const { flags, verdict } of one.quality)
          if (flags && verdict === 'drift') expect(sentence).toContain('Data quality changed');
      }),
      { numRuns: runs },
    );
  });

  it('says in three levels what there is', () => {
    const flights = flightsReports();
    expect(shown(flights).sentence).toBe('Drift in 1 of 6 columns: AIRLINE.');
    expect(shown(flights.slice(0, 5)).sentence).toMatch(
      /^No drift beyond tolerance; small changes in \d of 6 columns: /,
    );
    const calm = columnReport({ name: 'x', cells: ['a', 'b'], reference: [50, 50], window: [50, 50], ordered: false });
    expect(shown([report('w', 100, [calm])]).sentence).toBe('No evidence of drift in 1 column.');
  });

  it('tells of the worst column what moved, how far, and since when', () => {
    const { lede } = shown(flightsReports());
    expect(lede).toMatch(
      /^AIRLINE: 'US' vanished, 'AA' went from .*, 1[01](\.\d)? times its limit; in 6 windows in a row, since 2015-07\.$/,
    );
    expect(shown(flightsReports().slice(0, 6)).lede).toMatch(/times its limit\.$/);
  });

  it('names the data quality first when only that flags the window', () => {
    expect(shown(flightsReports().slice(0, 1)).sentence).toMatch(
      /^Data quality changed in 3 columns: DEPARTURE_DELAY \(missing values\), TAXI_OUT \(missing values\), AIR_TIME \(missing values\)\. No /,
    );
  });

  it('is that of the last judged window outside the reference, or of the one asked for', () => {
    const reports = demoReports();
    const quiet = { ...reports[29]!, verdict: 'undecided' as const, columns: [] };
    const page = (window?: string) =>
      textOf(
        byTag(
          parsePage(
            renderReport({ monitor: 'm', reports: [...reports, quiet], ...(window !== undefined && { window }) }),
          ),
          'h2',
        )[0]!,
      );
    expect(page()).toContain('stream_0030.csv');
    expect(page('stream_0009.csv')).toContain('stream_0009.csv');
  });

  it('says that reference rows never count', () => {
    expect(shown(demoReports().slice(0, 3)).sentence).toContain('part of the reference');
  });

  it('says that no window has been judged when there is none', () => {
    expect(textOf(byTag(parsePage(renderReport({ monitor: 'm', reports: [] })), 'h1')[0]!)).toBe(
      'No window has been judged yet.',
    );
  });
});

describe('the report', () => {
  it('lists the columns worst first and lets each open to what moved', () => {
    const { rows, verdicts } = shown(flightsReports());
    expect(attribute(rows[0]!, 'data-column')).toBe('AIRLINE');
    expect(attribute(rows[0]!, 'open')).toBe('');
    expect(verdicts).toEqual(['drift', 'stable', 'stable', 'stable', 'stable', 'stable']);
    const text = textOf(rows[0]!);
    expect(text).toContain("'US' vanished, 'AA' went from 9.1");
    expect(text).toMatch(/vanished\s*US\s*7 %0 %0\.496/);
  });

  it('holds every metric of the model as a table, counts as counts, and draws none of the counts', () => {
    const one = demoReports().at(-1)!;
    const metrics = {
      ...one.performance!.metrics,
      truePositives: { value: 1_234, interval: [1_190.2, 1_280.4] },
    } as const;
    const page = parsePage(
      renderReport({ monitor: 'm', reports: [{ ...one, performance: { ...one.performance!, metrics } }] }),
    );
    const table = byTag(page, 'details').find((details) => textOf(details).startsWith('The charts as a table'))!;
    expect(textOf(table)).toContain('windowlabelledaccuracyauctrue pos.detector inputconcept');
    expect(textOf(table)).toMatch(/\)1,234/);
    expect(byTag(page, 'svg').map(textOf).join()).not.toContain('truePositives');
  });

  it('puts the data quality before the columns when it alone flags the window', () => {
    const order = (reports: readonly WindowReport[]) =>
      byTag(parsePage(renderReport({ monitor: 'm', reports: [...reports] })), 'h2').map(
        (h2) => textOf(h2).split(' ')[0],
      );
    expect(order(flightsReports().slice(0, 1)).slice(0, 2)).toEqual(['Data', 'Columns']);
    expect(order(flightsReports()).slice(0, 2)).toEqual(['Columns', 'Data']);
  });

  it('gives a question that decides nothing no look of an alarm', () => {
    const [first] = flightsReports();
    const quality = first!.quality.map((question) => ({ ...question, flags: false }));
    const page = parsePage(renderReport({ monitor: 'm', reports: [{ ...first!, verdict: 'stable', quality }] }));
    const section = byTag(page, 'section').find((each) => textOf(each).startsWith('Data quality'))!;
    expect(quality.some(({ verdict }) => verdict === 'drift')).toBe(true);
    expect(textOf(section)).toContain('informs');
    expect(textOf(section)).not.toContain('drift');
  });

  it('tells decisions of one kind that follow one another as one', () => {
    const flat = demoReports().map((one) => {
      const { detail: _, ...decision } = one.decision;
      return { ...one, decision: { ...decision, action: 'none', reason: 'performance-within-tolerance' } as const };
    });
    const other = flat.with(9, {
      ...flat[9]!,
      decision: { ...flat[9]!.decision, action: 'train', reason: 'confirmed-data-drift' } as never,
    });
    const page = parsePage(renderReport({ monitor: 'm', reports: other }));
    const section = byTag(page, 'section').find((each) => textOf(each).startsWith('Decisions'))!;
    expect(textOf(section)).toMatch(
      /stream_0001\.csv to stream_0009\.csv \(9 windows\)none.*stream_0010\.csvtrain.*stream_0011\.csv to stream_0030\.csv \(20 windows\)none/,
    );
  });

  it('draws nothing over windows when there is only one, and shows an empty name as such', () => {
    const calm = columnReport({ name: '', cells: ['a', 'b'], reference: [50, 50], window: [9, 91], ordered: false });
    const { rows, sentence } = shown([report('w', 100, [calm])]);
    expect(sentence).toBe("Drift in 1 of 1 column: ''.");
    expect(textOf(rows[0]!)).toContain("''feature");
    const page = parsePage(renderReport({ monitor: 'm', reports: [report('w', 100, [calm])] }));
    const labels = byTag(page, 'svg').map((svg) => attribute(svg, 'aria-label') ?? '');
    expect(labels.filter((label) => /per window|flagged/.test(label))).toEqual([]);
  });

  it('names the reference where rows of it were trained on', () => {
    const [first, second] = demoVersions;
    const versions = [
      { ...first!, trainingWindow: { from: 'reference', to: 'reference' } },
      { ...second!, trainingWindow: { from: 'reference', to: 'stream_0019.csv' } },
    ];
    const page = textOf(byTag(parsePage(renderReport({ monitor: 'm', reports: demoReports(), versions })), 'main')[0]!);
    expect(page).toContain('14,000 rows of the reference');
    expect(page).toContain('38,000 rows of the reference and of windows up to stream_0019.csv');
  });

  it('hides the scale of its bars on a phone only', () => {
    const style = renderReport({ monitor: 'm', reports: demoReports() });
    const hiding = Array.from(style.matchAll(/@media \(max-width:(\d+)px\)((?:(?!@media).)*)/gs))
      .filter(([, , rules]) => /\.head\{display:none\}/.test(rules!))
      .map(([, width]) => Number(width));
    expect(hiding).toEqual([640]);
  });

  it('shows versions, gates, decisions, settings and the guarantee', () => {
    const page = textOf(
      byTag(
        parsePage(
          renderReport({
            monitor: 'm',
            reports: demoReports(),
            versions: [...demoVersions],
            settings: { preset: 'budget' },
          }),
        ),
        'main',
      )[0]!,
    );
    for (const text of [
      'v2',
      'gate: promote: only version 2 is right on 214 of 500 held-out rows, only version 1 on 61',
      'concept drift, confirmed',
      'presetbudget',
      'At most 1 false-alarm window',
    ])
      expect(page).toContain(text);
  });

  it('shows the record of a gate it does not know as it is', () => {
    const versions = [{ ...demoVersions[1]!, gate: { decision: 'promote', e: 412.7 } }];
    const page = textOf(byTag(parsePage(renderReport({ monitor: 'm', reports: demoReports(), versions })), 'main')[0]!);
    expect(page).toContain('gate: decision promote, e 413');
  });

  it('names the segments in which a candidate is worse', () => {
    const segments = [
      { column: 'c', value: 'x', rows: 9, verdict: 'worse', metric: 'mae', champion: 1, challenger: 2 },
    ];
    const record = { verdict: 'reject', rows: 20, b: 3, c: 1, segments };
    const page = renderReport({
      monitor: 'm',
      reports: demoReports(),
      versions: [{ ...demoVersions[1]!, gate: record }],
    });
    expect(textOf(byTag(parsePage(page), 'main')[0]!)).toContain("on 1; worse in c 'x' (9 rows: mae 2, was 1)");
  });

  it('lets a long name break between its words, and changes none of it', () => {
    const name = "a_long_name-of.many/words:it's <b>";
    const [first] = flightsReports();
    const columns = first!.columns.map((column, i) => (i === 0 ? { ...column, column: name } : column));
    const page = renderReport({ monitor: 'm', reports: [{ ...first!, columns }] });
    expect(page).toContain('>a_<wbr>long_<wbr>name-<wbr>of.<wbr>many/<wbr>words:<wbr>it&#39;s &lt;b&gt;<');
    expect(textOf(byTag(parsePage(page), 'summary')[0]!)).toContain(name);
  });

  it('folds questions without a change away where there are many, and never one with a change', () => {
    const [first] = flightsReports();
    const ask = (column: string, verdict: 'drift' | 'stable') => ({ ...first!.quality[0]!, column, verdict, count: 1 });
    const quality = Array.from({ length: 20 }, (_, k) => ask(`q${k}`, k < 10 ? 'drift' : 'stable'));
    const section = (some: WindowReport['quality']) => {
      const page = parsePage(renderReport({ monitor: 'm', reports: [{ ...first!, quality: some }] }));
      return byTag(page, 'section').find((each) => textOf(each).startsWith('Data quality'))!;
    };
    expect(textOf(section(quality))).toContain('10 more questions without a change beyond chance');
    expect(textOf(section(quality.slice(0, 15)))).toContain('5 more questions without a change beyond chance');
    expect(textOf(section(quality.slice(2, 10)))).not.toContain('without a change beyond chance');
  });

  it('says what has joined the reference, and all that the cell of pooled categories holds', () => {
    const [first] = flightsReports();
    const airline = first!.columns[0]!;
    const cell = { cell: '__other__', reference: 0.4, window: 0.7, contribution: 0.2 };
    const columns = [
      {
        ...airline,
        moved: { ...airline.moved, view: [cell], pooled: [{ cell: 'rare', reference: 0.01, window: 0.05 }] },
      },
    ];
    const reference = { ...first!.reference, joined: { windows: 5, rows: 2_500 } };
    const page = parsePage(renderReport({ monitor: 'm', reports: [{ ...first!, columns, reference }] }));
    const text = textOf(byTag(page, 'main')[0]!);
    expect(text).toContain('against a reference of 8,171 and 2,500 rows of 5 windows that joined it');
    expect(text).toContain('__other__: rare 1 % → 5 %, all others 39 % → 65 %');
  });

  it('draws a stable window as its legend does', () => {
    const drawn = renderReport({ monitor: 'm', reports: demoReports() });
    const timeline = drawn.slice(drawn.indexOf('<div class="wide late">'), drawn.indexOf('</svg></div>'));
    expect(timeline).toContain('<path class="stable"');
  });

  it('says in words, too, which windows are rows of the reference', () => {
    const timeline = (reports: WindowReport[]) =>
      textOf(
        byTag(
          parsePage(
            renderReport({
              monitor: 'm',
              reports,
              truth: { features: [{ column: 'income', onset: 'stream_0012.csv' }] },
            }),
          ),
          'svg',
        )[1]!,
      );
    expect(timeline(demoReports())).toContain('reference rows');
    expect(timeline(demoReports().filter(({ window }) => !window.inReference))).not.toContain('reference rows');
  });

  it('prints no category of a redacted column', () => {
    const [first] = flightsReports();
    const airline = first!.columns.find(({ column }) => column === 'AIRLINE')!;
    const { vanished: _, ...moved } = airline.moved;
    const redacted = {
      ...moved,
      view: moved.view.map((cell, k) => Object.assign({}, cell, { cell: `category ${k + 1}` })),
      sentence: 'the distribution over its cells',
    };
    const columns = [{ ...airline, verdict: 'drift' as const, moved: redacted }];
    const html = renderReport({ monitor: 'm', reports: [{ ...first!, columns }] });
    expect(html).toContain('category 7');
    expect(html).not.toMatch(/>(WN|DL|US)</);
  });

  it('gives the same bytes for the same input', () => {
    expect(demoPage()).toBe(demoPage());
  });

  it('stays under 0.3 MB for 8 columns and 6 windows', () => {
    expect(Buffer.byteLength(renderReport({ monitor: 'm', reports: wideReports(8, 6) }))).toBeLessThan(300_000);
    expect(Buffer.byteLength(renderReport({ monitor: 'm', reports: demoReports() }))).toBeLessThan(300_000);
  });

  it('stays under 2 MB for 1,000 columns over 365 windows and names every column', () => {
    const html = renderReport({ monitor: 'm', reports: wideReports(1_000, 365) });
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    expect(html.match(/data-column=/g)?.length).toBe(1_000);
  });

  it('refuses unknown options', () => {
    expect(() => renderReport({ monitor: 'm', reports: [], windows: 3 } as never)).toThrowError(
      /unknown option 'windows'/,
    );
  });
});
