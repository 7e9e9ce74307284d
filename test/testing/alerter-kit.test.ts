import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleAlerter } from '../../src/act/alert/channels/console-alerter.js';
import { memoryAlerter } from '../../src/act/alert/channels/memory-alerter.js';
import { slack, webhook } from '../../src/act/alert/channels/http-channels.node.js';
import { email } from '../../src/act/alert/channels/smtp-email.node.js';
import type { Alerter } from '../../src/contracts/alerter.js';
import { alerterKit, type AlerterKitOptions } from '../../src/testing/alerter-kit.js';
import { answers, httpsServer, type HttpsServer } from '../ports/https-server.js';
import { smtpServer } from '../ports/smtp-server.js';

let good: HttpsServer;
let bad: HttpsServer;
let smtp: Awaited<ReturnType<typeof smtpServer>>;
let closed: Awaited<ReturnType<typeof smtpServer>>;

beforeAll(async () => {
  good = await httpsServer();
  bad = await httpsServer([answers.status(500)]);
  smtp = await smtpServer();
  closed = await smtpServer({ onMailFrom: (_, __, done) => done(new Error('closed')) });
});
afterAll(async () => void (await Promise.all([good, bad, smtp, closed].map((server) => server.close()))));

const runner = { describe, it, expect };
const secrets = ['s3cr3t-token'];
const at = ({ url, ca }: HttpsServer) => ({ address: url('/s3cr3t-token'), more: { ca, allowPrivate: true } });
const slackAt = (server: HttpsServer) => slack({ webhookUrl: at(server).address, ...at(server).more });
const webhookAt = (server: HttpsServer) => webhook({ url: at(server).address, ...at(server).more });
const emailAt = ({ port, ca }: typeof smtp) =>
  email({
    smtpHost: 'localhost',
    smtpPort: port,
    ca,
    username: 'u',
    password: 's3cr3t-token',
    fromAddr: 'a@firm.test',
    toAddrs: 'b@firm.test',
  });

describe('every built-in alerter keeps the contract', () => {
  alerterKit(() => memoryAlerter(), runner);
  alerterKit(() => consoleAlerter({ write: () => undefined }), runner);
  alerterKit(() => slackAt(good), runner, { failing: () => slackAt(bad), secrets });
  alerterKit(() => webhookAt(good), runner, { failing: () => webhookAt(bad), secrets });
  alerterKit(() => emailAt(smtp), runner, { failing: () => emailAt(closed), secrets });
  alerterKit(() => slack({ dryRun: true }), runner);
  alerterKit(() => webhook({ dryRun: true }), runner);
  alerterKit(() => email({ dryRun: true }), runner);
});

/** Runs the kit without a test runner, and gives the cases that fail. */
async function failing(make: () => Alerter, options: AlerterKitOptions = {}): Promise<readonly string[]> {
  const cases: (readonly [string, () => void | Promise<void>])[] = [];
  alerterKit(make, { describe: (_, body) => body(), it: (name, body) => cases.push([name, body]), expect }, options);
  const failed: string[] = [];
  for (const [name, body] of cases)
    await Promise.resolve()
      .then(body)
      .catch(() => failed.push(name));
  return failed;
}

const fine: Alerter = { name: 'fine', send: async () => undefined };

describe('the alerter kit', () => {
  it('finds nothing in an object of two members', async () => {
    expect(
      await failing(() => fine, { failing: () => ({ ...fine, send: () => Promise.reject(new Error('no')) }) }),
    ).toEqual([]);
  });

  it.each<readonly [string, Alerter, AlerterKitOptions, RegExp]>([
    ['no name', { ...fine, name: '' }, {}, /has a name/],
    ['a pace that is none', { ...fine, minIntervalMs: Number.NaN }, {}, /pace/],
    [
      'a dry run it does not declare',
      { ...fine, send: async () => ({ delivery: 'dry-run' }) },
      {},
      /says whether it was sent/,
    ],
    [
      'a result nobody knows',
      { ...fine, send: async () => ({ delivery: 'maybe' }) as never },
      {},
      /says whether it was sent/,
    ],
    [
      'a message it changes',
      { ...fine, send: async (message) => void ((message as { title: string }).title = 'x') },
      {},
      /changes nothing/,
    ],
    [
      'a text it cannot take',
      { ...fine, send: async ({ text }) => void decodeURIComponent(encodeURIComponent(text)) },
      {},
      /hostile/,
    ],
    ['a repeat it refuses', refusingRepeats(), {}, /again/],
    ['a close that fails twice', { ...fine, close: closingOnce() }, {}, /closed twice/],
    ['a failure it hides', fine, { failing: () => fine }, /rejects/],
    [
      'a secret in its error',
      fine,
      { secrets, failing: () => ({ ...fine, send: () => Promise.reject(new Error('at s3cr3t-token')) }) },
      /no secret/,
    ],
  ])('finds %s', async (_, alerter, options, name) => {
    const failed = await failing(() => alerter, options);
    expect(failed.filter((one) => name.test(one)).length).toBeGreaterThan(0);
  });

  it('finds a signal that is not heeded', async () => {
    const deaf: Alerter = {
      ...fine,
      send: (_, { signal }) => (signal.aborted ? new Promise(() => undefined) : Promise.resolve()),
    };
    const wait = globalThis.setTimeout;
    // Its five seconds pass in half of one.
    globalThis.setTimeout = ((run: () => void, ms: number) => wait(run, ms / 10)) as typeof setTimeout;
    try {
      expect(await failing(() => deaf)).toEqual(['settles when its signal has fired already']);
    } finally {
      globalThis.setTimeout = wait;
    }
  });
});

function refusingRepeats(): Alerter {
  const seen = new Set<string>();
  const send = async (_: unknown, { idempotencyKey }: { idempotencyKey: string }) => {
    if (seen.has(idempotencyKey)) throw new Error('seen');
    seen.add(idempotencyKey);
  };
  return { name: 'refusing', send };
}

function closingOnce(): () => void {
  let done = false;
  return () => {
    if (done) throw new Error('closed already');
    done = true;
  };
}
