import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderReport, type ModelVersion, type WindowReport } from 'driftsense';
import { afterAll, describe, expect, it } from 'vitest';
import { chromium, openPage, type Page } from '../../examples/chromium.js';
import { demoReports, demoVersions, flightsReports } from '../../fixtures/reports.js';
import { payloads } from '../arbitrary-report.js';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens a page, asks it, and closes it. */
async function seen<T>(html: string, ask: (page: Page, url: string) => Promise<T>): Promise<T> {
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const url = `file://${file}`;
  const page = await openPage(url);
  try {
    return await ask(page, url);
  } finally {
    await page.close();
  }
}

const long = 'customer_lifetime_value_in_the_currency_of_the_invoice_after_discounts_and_before_taxes';
/** A report in which everything that can be named has a hostile name, or a very long one. */
function hostile(): string {
  const names = [...payloads, long, 'x'.repeat(300)];
  const named = (i: number) => names[i % names.length]!;
  const reports = demoReports().map((report, at): WindowReport => {
    const columns = names.map((column, i) => {
      const one = report.columns[i % report.columns.length]!;
      // Cells of numbers are called by their borders.
      const cells = one.moved.mean
        ? one.moved.cells.map((cell, k) => ({ ...cell, cell: `-1.${k}34e-10 – -1.${k}32e-10` }))
        : one.moved.cells.map((cell, k) => ({ ...cell, cell: named(i + k) }));
      const moved = {
        ...one.moved,
        cells,
        view: cells,
        sentence: named(i),
        vanished: [{ category: named(i + 1), count: 20 }],
      };
      return { ...one, column, moved };
    });
    const quality = report.quality.map((one, i) => ({ ...one, column: named(i) }));
    return {
      ...report,
      window: { ...report.window, id: `${named(at)} ${at}` },
      columns,
      quality,
      notes: names,
      guarantee: names,
    };
  });
  const versions: ModelVersion[] = names.map((name, i) => ({
    ...demoVersions[1]!,
    version: i + 1,
    reason: name,
    gate: { [name]: name },
  }));
  return renderReport({
    monitor: named(0),
    reports,
    versions,
    settings: Object.fromEntries(names.map((name) => [name, name])),
  });
}
const withoutPolicy = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');

/** Elements that reach beyond the screen, but those that scroll by themselves, by their beginning. */
const tooWide = `[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !one.closest('.wide, .values'))
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)`;

/** Whether the timeline shows its newest window, and in the same scale beside it the names of its lanes. */
const newestSeen = `(() => {
  const [names, windows] = [...document.querySelectorAll('.late svg')].map((svg) => svg.getBoundingClientRect());
  return names.left >= 0 && Math.abs(names.height - windows.height) < 1 && windows.right <= document.documentElement.clientWidth;
})()`;
/** What somebody opened and paper would leave out, or cut. */
const lostInPrint = `[...document.querySelectorAll('.more, .values > div')]
  .filter((one) => one.offsetHeight === 0 || one.scrollHeight > one.clientHeight + 1).map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)`;

const pages: Readonly<Record<string, () => string>> = {
  'of the demo': () => renderReport({ monitor: 'demo', reports: demoReports(), versions: [...demoVersions] }),
  'of the flights': () => renderReport({ monitor: 'flights', reports: flightsReports() }),
  'of hostile names': hostile,
  'of hostile names, without its policy': () => withoutPolicy(hostile()),
};

describe.skipIf(chromium === undefined)('a report in a browser (R14.1, SEC-4)', () => {
  it.each(Object.keys(pages))(
    '%s says nothing, asks for nothing, and fits the screen of a telephone and of a tablet',
    async (name) => {
      const html = pages[name]!();
      expect(html.includes('Content-Security-Policy')).toBe(!name.includes('without'));
      await seen(html, async (page, url) => {
        await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
        for (const width of [400, 800, 1280]) {
          await page.send('Emulation.setDeviceMetricsOverride', {
            width,
            height: 800,
            deviceScaleFactor: 1,
            mobile: false,
          });
          expect(await page.evaluate(tooWide), `at ${width} px`).toEqual([]);
          expect(await page.evaluate(newestSeen), `at ${width} px`).toBe(true);
        }
        await page.send('Emulation.setEmulatedMedia', { media: 'print' });
        expect(await page.evaluate(lostInPrint)).toEqual([]);
        const unnamed =
          "[...document.querySelectorAll('svg[role=img]')].filter((svg) => !svg.querySelector('title')?.textContent).length";
        expect(await page.evaluate(unnamed)).toBe(0);
        expect(page.said).toEqual([]);
        expect(page.requests).toEqual([url]);
      });
    },
  );

  it('would be heard if it ran or loaded anything', async () => {
    const open = withoutPolicy(pages['of the demo']!());
    const broken = open.replace('</main>', '<script>alert(1)</script><img src="missing.png"></main>');
    expect(broken).not.toBe(open);
    await seen(broken, async (page, url) => {
      expect(page.said.join()).toContain('Page.javascriptDialogOpening');
      expect(page.requests).toEqual([url, url.replace('page.html', 'missing.png')]);
    });
  });
});
if (chromium === undefined) console.warn('SKIPPED: no Chromium here; the gate installs one');
