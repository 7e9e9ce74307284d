import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { afterEach, expect } from 'vitest';

// Every way out of the process is shut: a test that opens one fails, whatever becomes of the error. Only these have servers of
// their own on this machine.
const withServers = [
  'act/alert/channels.test.ts',
  'act/alert/injection.test.ts',
  'act/alert/secrets.test.ts',
  'cli/privacy.test.ts',
  'end-to-end/channels.test.ts',
  'end-to-end/secrets.test.ts',
  'examples/browser.test.ts',
  'examples/services.test.ts',
  'options/config-options.test.ts',
  'package/browser.test.ts',
  'package/inside.test.ts',
  'ports/fetch-http.test.ts',
  'ports/http-inside.test.ts',
  'ports/http-node.test.ts',
  'ports/mail-node.test.ts',
  'reliability/alert-kill.test.ts',
  'reliability/dead-sinks.test.ts',
  'show/report/in-browser.test.ts',
  'testing/alerter-kit.test.ts',
];

const tried: string[] = [];
const isOpen = (): boolean => withServers.some((file) => expect.getState().testPath?.endsWith(`/test/${file}`));

function shut<Name extends string>(of: Record<Name, unknown>, name: Name): void {
  const original = of[name] as (...given: unknown[]) => unknown;
  of[name] = function (this: unknown, ...given: unknown[]): unknown {
    if (isOpen()) return Reflect.apply(original, this, given);
    tried.push(name);
    throw new Error(`the network is shut for tests: ${name}`);
  };
}

shut(net.Socket.prototype, 'connect');
shut(dgram.Socket.prototype, 'send');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
  shut(dns, name);
  shut(dns.promises, name);
}
syncBuiltinESMExports();

afterEach(() => {
  expect(tried.splice(0), 'ways to the network that were tried').toEqual([]);
});
