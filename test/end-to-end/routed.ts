import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The built command. */
export const command = join(root, 'dist/cli.js');

/** Where names lead in a process: to a port of this machine, or nowhere. */
export interface Routes {
  readonly names: Readonly<Record<string, number | 'no such name'>>;
  /** PEM of the servers behind the ports. */
  readonly certificates?: readonly string[];
  /** How many times as fast as ours its clock goes: its waits between messages and before another attempt take that much less. Default 1. */
  readonly faster?: number;
  /** Divides the deadlines of exchanges, five seconds and ten, which are else ours. Default 1. */
  readonly impatient?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Stands for the internet in a process of its own: names have public addresses, as they must for the checks of the library,
 * and the connections made to these end on the ports. Everything else is as Node has it.
 */
const internet = `
  import dns from 'node:dns';
  import net from 'node:net';
  import { syncBuiltinESMExports } from 'node:module';
  const { names, faster, impatient } = JSON.parse(process.env.TEST_ROUTES);
  const outside = { address: '8.8.8.8', family: 4 };
  function find(name) {
    if (typeof names[name] === 'number') return outside;
    const known = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: name };
    throw Object.assign(new Error('getaddrinfo ENOTFOUND ' + name), known);
  }
  dns.promises.lookup = async (name, options) => (options?.all ? [find(name)] : find(name));
  dns.lookup = (name, options, callback) => {
    let found;
    try { found = find(name); } catch (error) { return void process.nextTick(callback, error); }
    process.nextTick(() => options.all ? callback(null, [found]) : callback(null, found.address, found.family));
  };
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    const port = names[options.host];
    if (typeof port === 'number') {
      const lookup = options.lookup ?? dns.lookup;
      options.port = port;
      options.lookup = (name, asked, callback) =>
        lookup(name, asked, (error) => {
          if (error) callback(error);
          else if (asked.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
          else callback(null, '127.0.0.1', 4);
        });
    }
    return connect.apply(this, args);
  };
  syncBuiltinESMExports();
  const wait = globalThis.setTimeout;
  const by = (ms) => (ms >= 60_000 ? 1 : ms > 4_000 && ms < 20_000 ? impatient : faster);
  globalThis.setTimeout = Object.assign((run, ms, ...more) => wait(run, ms / by(ms), ...more), wait);
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    const start = now();
    clock.now = () => start + (now() - start) * faster;
  }
`;

/** Runs a program of Node where names lead as given. Its environment holds nothing else than what is given, and a path. */
export async function runRouted(
  args: readonly string[],
  { names, certificates = [], faster = 1, impatient = 1 }: Routes,
  { environment = {}, cwd = root }: { environment?: Readonly<Record<string, string>>; cwd?: string } = {},
): Promise<Ended> {
  if (!existsSync(command)) throw new Error('the end-to-end tests need a build: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'driftsense-routed-'));
  const [internetFile, authorities] = [join(folder, 'internet.mjs'), join(folder, 'authorities.pem')];
  writeFileSync(internetFile, internet);
  writeFileSync(authorities, certificates.join('\n'));
  const env = {
    PATH: process.env['PATH'],
    TEST_ROUTES: JSON.stringify({ names, faster, impatient }),
    NODE_EXTRA_CA_CERTS: authorities,
    ...environment,
  };
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 2 ** 28, timeout: 600_000 };
    const child = execFile(process.execPath, ['--import', internetFile, ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}
