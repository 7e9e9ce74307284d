import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import { root } from './packed.js';
import { scenario } from './runtime-scenario.js';

let bundle: string;
let expected: string;

beforeAll(async () => {
  const result = await build({
    entryPoints: [join(root, 'test/package/runtime-scenario.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'core',
    platform: 'browser',
    alias: { driftsense: join(root, 'src/index.ts') },
    write: false,
    logLevel: 'silent',
  });
  bundle = result.outputFiles[0]!.text;
  expected = await scenario();
});

describe('the core without Node', () => {
  it('needs no module at all', () => {
    expect(bundle).not.toMatch(/\brequire\(|from ["']node:/);
  });

  it('gives the same JSON in a worker from which Node’s own modules are taken away', async () => {
    const script = join(mkdtempSync(join(tmpdir(), 'driftsense-worker-')), 'worker.mjs');
    writeFileSync(
      script,
      `import { parentPort } from 'node:worker_threads';
       const { runInNewContext } = await import('node:vm');
       const context = { console, performance, setTimeout, clearTimeout, AbortController, AbortSignal, TextEncoder, TextDecoder, structuredClone, URL, crypto, atob, btoa, done: (text) => parentPort.postMessage(text) };
       runInNewContext(${JSON.stringify(`${bundle}\ncore.scenario().then(done, (error) => done('failed: ' + error.stack));`)}, context);`,
    );
    const text = await new Promise((resolve, reject) => {
      const worker = new Worker(pathToFileURL(script));
      worker.once('message', (message) => {
        resolve(message);
        void worker.terminate();
      });
      worker.once('error', reject);
    });
    expect(text === expected).toBe(true);
  });

  const chromium = ['chromium', 'chromium-browser', 'google-chrome'].map(find).find(Boolean);
  it.skipIf(chromium === undefined)(
    'gives the same JSON in Chromium, whose Math.exp and Math.log may differ in the last bit',
    { timeout: 600_000 },
    async () => {
      const page = `<!doctype html><meta charset="utf-8"><body><script>${bundle.replaceAll('</script', '<\\/script')}
      core.scenario().then((text) => fetch('/result', { method: 'POST', body: text }), (error) => fetch('/result', { method: 'POST', body: 'failed: ' + error.stack }));</script>`;
      const { promise, resolve } = withResolvers<string>();
      const server = createServer((request, response) => {
        if (request.method !== 'POST') return void response.setHeader('content-type', 'text/html').end(page);
        let body = '';
        request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        request.on('end', () => {
          response.end();
          resolve(body);
        });
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as { port: number };
      const { spawn } = await import('node:child_process');
      const flags = [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--user-data-dir=${mkdtempSync(join(tmpdir(), 'driftsense-chromium-'))}`,
      ];
      const browser = spawn(chromium!, [...flags, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
      try {
        expect(differences(JSON.parse(expected), JSON.parse(await promise))).toEqual([]);
      } finally {
        browser.kill('SIGKILL');
        server.close();
      }
    },
  );
  if (chromium === undefined) console.warn('SKIPPED: no Chromium here; the gate installs one');
});

function find(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((r) => (resolve = r));
  return { promise, resolve };
}
