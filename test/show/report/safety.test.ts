import { renderReport, type ModelVersion } from 'driftsense';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoReports, demoVersions, flightsReports } from '../../fixtures/reports.js';
import { markup, printable } from '../../../src/show/markup.js';
import { anyName, anyReports, payloads } from '../arbitrary-report.js';
import { attribute, byTag, parsePage, textOf } from '../parsed-page.js';

const nightly = process.env['NIGHTLY'] !== undefined;

describe('a report executes and loads nothing', () => {
  it('lets no text out of the place it was put into', () => {
    fc.assert(
      fc.property(anyName, anyName, (title, content) => {
        const page = parsePage(markup`<p title="${title}">${content}</p>`.text);
        const [paragraph, ...more] = page.elements.filter(({ tagName }) => !['html', 'head', 'body'].includes(tagName));
        if (!paragraph || more.length > 0) throw new Error(`elements were added by ${title} or ${content}`);
        if (attribute(paragraph, 'title') !== printable(title) || textOf(paragraph) !== printable(content))
          throw new Error(`text was changed: ${title} or ${content}`);
      }),
      { numRuns: nightly ? 100_000 : 10_000 },
    );
  });

  it('has no script, no handler and no address to load, whatever the names are', () => {
    fc.assert(
      fc.property(anyReports, anyName, (reports, name) => {
        const versions: ModelVersion[] = [{ ...demoVersions[1]!, reason: name, gate: { [name]: name } }];
        const page = parsePage(
          renderReport({
            monitor: name,
            reports,
            versions,
            settings: Object.fromEntries([[name, name]]),
            madeAt: name,
          }),
        );
        expect(page.active).toEqual([]);
      }),
      { numRuns: nightly ? 10_000 : 100 },
    );
  });

  it('shows a hostile column name as text, letter for letter', () => {
    const [first] = flightsReports();
    for (const payload of payloads.filter((text) => !/[\p{Cc}\p{Cs}\u202e]/u.test(text) && text !== '')) {
      const columns = [{ ...first!.columns[0]!, column: payload, verdict: 'drift' as const }];
      const page = parsePage(renderReport({ monitor: 'm', reports: [{ ...first!, columns }] }));
      const names = page.elements.filter((element) => attribute(element, 'class') === 'name');
      expect(names.map(textOf).join('')).toContain(payload);
      expect(textOf(byTag(page, 'h1')[0]!)).toContain(payload);
    }
  });

  it('states the strict policy before anything else could load', () => {
    const page = parsePage(renderReport({ monitor: 'm', reports: demoReports() }));
    const policy = byTag(page, 'meta').find((meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy!, 'content')).toBe("default-src 'none'; style-src 'unsafe-inline'");
    expect(page.elements.indexOf(policy!)).toBeLessThan(page.elements.indexOf(byTag(page, 'style')[0]!));
  });

  it('replaces control characters and the controls that turn text around', () => {
    const [first] = flightsReports();
    const columns = [{ ...first!.columns[0]!, column: 'a\u0000b\u202ec\ud800d' }];
    const html = renderReport({ monitor: 'm', reports: [{ ...first!, columns }] });
    expect(html).toContain('a\ufffdb\ufffdc\ufffdd');
    // oxlint-disable-next-line no-control-regex
    expect(html).not.toMatch(/[\u0000\u202e]/);
  });
});
