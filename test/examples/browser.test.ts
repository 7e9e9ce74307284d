import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compare, parseCsv, profile, type WindowReport } from 'driftsense';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../monitor/loop.js';
import { chromium, openPage, type Page } from './chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'examples/browser/outputs/drift.html');
const folder = mkdtempSync(join(tmpdir(), 'driftsense-page-'));

function csv(name: string, rows: number, shift: number): string {
  const path = join(folder, name);
  const lines = [...rowsOf(rows, name, { shift })].map(
    ({ amount, age, channel }) => `${String(amount)},${String(age)},${String(channel)}`,
  );
  writeFileSync(path, `amount,age,channel\n${lines.join('\n')}\n`);
  return path;
}

describe.skipIf(chromium === undefined)('the page of examples/browser, in Chromium', () => {
  let page: Page;
  const before = csv('before.csv', 2_000, 0);
  const after = csv('after <b>1.csv', 500, 0.8);

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/index.js'))) throw new Error('the page needs a build: npm run build');
    execFileSync('npx', ['--no-install', 'tsx', 'examples/browser/build.ts'], { cwd: root });
    page = await openPage(pathToFileURL(built).href);
  });
  afterAll(() => page?.close());

  const said = () => page.evaluate("document.querySelector('#said').textContent");
  const until = async (holds: (text: string) => boolean): Promise<string> => {
    for (;;) {
      const text = (await said()) as string;
      if (holds(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  async function give(side: string, file: string): Promise<void> {
    const { root: top } = (await page.send('DOM.getDocument')) as { root: { nodeId: number } };
    const { nodeId } = await page.send('DOM.querySelector', { nodeId: top.nodeId, selector: `#${side} input` });
    await page.send('DOM.setFileInputFiles', { nodeId, files: [file] });
  }

  it('tells drift and the columns, as the library does, and shows the report', async () => {
    await give('reference', before);
    await until((text) => text === 'Now the other file.');
    await give('window', after);
    const text = await until((now) => !now.startsWith('Reading') && now !== 'Now the other file.');
    const table = async (path: string) => parseCsv([readFileSync(path)]);
    const report: WindowReport = compare(await table(before), await table(after));
    const drifted = report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column);
    expect(drifted).toEqual(['amount']);
    expect(text).toBe('drift: amount');
    const shown = (await page.evaluate("document.querySelector('#report').srcdoc")) as string;
    expect(shown).toContain('Drift in 1 of 3 columns');
    expect(shown).toContain('after &lt;b&gt;1.csv');
  });

  it('keeps everything to itself: no request but its own file, none possible, and no script of others', async () => {
    const refusedBy = `new Promise((told) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => told(effectiveDirective), { once: true });
      fetch('https://example.com/').catch(() => undefined);
    })`;
    expect(await page.evaluate(refusedBy)).toBe('connect-src');
    await page.evaluate(
      "{ const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }",
    );
    expect(await page.evaluate('window.ran')).toBe(undefined);
    expect(
      page.requests.filter((url) => !/^(file|blob|about|data):/.test(url) && url !== 'https://example.com/'),
    ).toEqual([]);
  });

  it(
    'takes a saved profile in place of the reference, and says what is wrong with a file',
    { timeout: 600_000 },
    async () => {
      const stored = join(folder, 'reference.json');
      writeFileSync(stored, JSON.stringify(profile(rowsOf(2_000, 'before.csv'))));
      await give('reference', stored);
      await until((text) => text.startsWith('drift'));
      expect(await page.evaluate("document.querySelector('#save-profile').download")).toBe('reference.json');
      const empty = join(folder, 'empty.csv');
      writeFileSync(empty, '');
      await give('window', empty);
      expect(await until((text) => text.includes('CSV_EMPTY'))).toContain('(CSV_EMPTY)');
    },
  );
});
if (chromium === undefined) console.warn('SKIPPED: no Chromium here; the gate installs one');
