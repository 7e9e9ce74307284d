import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpsServer, type HttpsServer } from '../ports/https-server.js';
import { root } from './packed.js';

/** A name that no machine knows; in the processes below it leads to this one. */
const host = 'hooks.firm.test';
let inside: HttpsServer;
let project: string;

beforeAll(async () => {
  inside = await httpsServer();
  project = mkdtempSync(join(tmpdir(), 'driftsense-inside-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/driftsense'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  // Whoever asks, the system's own lookup or that of promises, is given the address inside.
  writeFileSync(
    join(project, 'names.mjs'),
    `import dns from 'node:dns';
     import { syncBuiltinESMExports } from 'node:module';
     const found = [{ address: '127.0.0.1', family: 4 }];
     dns.lookup = (name, options, callback) => options.all ? callback(null, found) : callback(null, '127.0.0.1', 4);
     dns.promises.lookup = async (name, options) => (options?.all ? found : found[0]);
     syncBuiltinESMExports();`,
  );
});
afterAll(() => inside.close());

/** A program that prints what becomes of one alert on channels that may not reach inside, and on some that may. */
const script = (imported: string) => `
  ${imported}
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const url = 'https://${host}:${inside.port}/services/T0/B0/x';
  const message = { key: 'k', transition: 'firing', kind: 'data_drift', title: 't', text: 't' };
  const context = { signal: new AbortController().signal, idempotencyKey: 'k' };
  const code = (alerter) => alerter.send(message, context).then(({ delivery }) => delivery, (error) => error.code ?? String(error));
  (async () => {
    const refused = [slack({ webhookUrl: url, host: '${host}' }), webhook({ url })];
    const allowed = [slack({ webhookUrl: url, allowPrivate: true }), webhook({ url, allowPrivate: true })];
    const codes = [];
    for (const alerter of [...refused, ...allowed, webhook({ url, http: fetchHttp })]) codes.push(await code(alerter));
    console.log(JSON.stringify(codes));
  })();`;

async function codesOf(file: string): Promise<string[]> {
  const options = { cwd: project, timeout: 600_000 };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--import', './names.mjs', file],
    options,
  );
  return JSON.parse(stdout) as string[];
}

describe('a host name that leads inside', () => {
  it.each([
    ['imported', 'mjs', "import { slack, webhook, fetchHttp } from 'driftsense';"],
    ['required', 'cjs', "const { slack, webhook, fetchHttp } = require('driftsense');"],
    ['imported from driftsense/node', 'mjs', "import { slack, webhook, fetchHttp } from 'driftsense/node';"],
    ['required from driftsense/node', 'cjs', "const { slack, webhook, fetchHttp } = require('driftsense/node');"],
  ])('is refused by the channels of the built package, %s', async (_, extension, imported) => {
    const file = `${imported.includes('/node') ? 'node' : 'core'}.${extension}`;
    writeFileSync(join(project, file), script(imported));
    const before = inside.connections();
    // The last one goes by fetch, which sees no address: without the check the server would have been reached.
    expect(await codesOf(file)).toEqual(['HTTP_REFUSED', 'HTTP_REFUSED', 'sent', 'sent', 'sent']);
    expect(inside.connections() - before).toBe(3);
  });

  it('is refused in an application bundled for Node', async () => {
    writeFileSync(join(project, 'app.js'), script("import { slack, webhook, fetchHttp } from 'driftsense';"));
    await build({
      entryPoints: [join(project, 'app.js')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: join(project, 'app.cjs'),
      logLevel: 'silent',
    });
    expect(await codesOf('app.cjs')).toEqual(['HTTP_REFUSED', 'HTTP_REFUSED', 'sent', 'sent', 'sent']);
  });
});

describe('the core in a bundle for a browser', () => {
  it.each([
    ['import', "import * as all from 'driftsense'; globalThis.all = all;"],
    ['require', "globalThis.all = require('driftsense');"],
  ])('asks for no module of Node by %s, and posts by fetch', async (how, code) => {
    writeFileSync(join(project, `${how}.js`), code);
    const { outputFiles, metafile } = await build({
      entryPoints: [join(project, `${how}.js`)],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    expect(imports.filter(({ external }) => external === true)).toEqual([]);
    expect(outputFiles[0]!.text).toContain('opaqueredirect');
    expect(outputFiles[0]!.text).not.toContain('node:https');
  });
});
