import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** Photographs the top of a page with the Chromium of the machine. */
export function screenshot(
  html: string,
  file: string,
  size: { readonly width: number; readonly height: number },
): void {
  const browser = browsers.find((name) => spawnSync(name, ['--version']).status === 0);
  if (browser === undefined) throw new Error(`a screenshot needs one of ${browsers.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-page-'));
  try {
    writeFileSync(join(folder, 'page.html'), html);
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${folder}`];
    const wanted = [`--window-size=${size.width},${size.height}`, `--screenshot=${resolve(file)}`];
    execFileSync(browser, [...options, ...wanted, `file://${folder}/page.html`], { stdio: 'ignore' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
