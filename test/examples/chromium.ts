import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The Chromium of this machine, if it has one. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => {
  try {
    return [execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()];
  } catch {
    return [];
  }
})[0];

const speaks: ReadonlySet<string> = new Set([
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Log.entryAdded',
  'Page.javascriptDialogOpening',
]);

type Json = Record<string, unknown>;

/** A page of a Chromium of its own, spoken to over the pipe of its DevTools protocol. */
export interface Page {
  /** A call of the protocol. */
  send(method: string, params?: Json): Promise<Json>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Addresses of all requests so far. */
  readonly requests: readonly string[];
  /** What the page said so far: lines of the console, errors, dialogs, and what the browser remarked of it. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

export async function openPage(url: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'driftsense-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  const browser = spawn(chromium!, [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that its processes end with it
  });
  const [, , , input, output] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, { resolve(result: Json): void; reject(error: Error): void }>();
  const requests: string[] = [];
  const said: string[] = [];
  let loaded = (): void => undefined;
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop()!;
    for (const part of parts) {
      const { id, method, params, result, error } = JSON.parse(part) as Json & {
        id?: number;
        method?: string;
        params?: Json;
      };
      if (method !== undefined && speaks.has(method)) said.push(`${method}: ${JSON.stringify(params)}`);
      if (method === 'Page.javascriptDialogOpening') void send('Page.handleJavaScriptDialog', { accept: false });
      if (method === 'Network.requestWillBeSent') requests.push((params!['request'] as { url: string }).url);
      if (method === 'Page.loadEventFired') loaded();
      if (id === undefined) continue;
      const call = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) call?.resolve(result as Json);
      else call?.reject(new Error((error as { message: string }).message));
    }
  });
  let last = 0;
  const call = (method: string, params: Json = {}, sessionId?: string): Promise<Json> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const send: Page['send'] = (method, params) => call(method, params, sessionId as string);
  for (const domain of ['Page', 'Network', 'Runtime', 'DOM', 'Log']) await send(`${domain}.enable`);
  const ready = new Promise<void>((resolve) => (loaded = resolve));
  await send('Page.navigate', { url });
  await ready;
  return {
    send,
    requests,
    said,
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value?: unknown }).value;
    },
    async close() {
      const ended = new Promise((resolve) => browser.once('exit', resolve));
      process.kill(-browser.pid!, 'SIGKILL');
      await ended;
      // One that still writes would put a file back into a folder that is being removed.
      rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}
