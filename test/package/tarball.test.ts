import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { optionsOf } from '../../scripts/document_types.js';
import { install, pack, root, run } from './packed.js';

const entries = ['driftsense', 'driftsense/node', 'driftsense/stats', 'driftsense/testing'];
let packed: ReturnType<typeof pack>;
let project: string;

beforeAll(() => {
  packed = pack();
  project = install(packed.tarball);
});

const manifest = (name: string) =>
  JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >;
const installed = () =>
  readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.') && name !== 'driftsense');

describe('the packed package', () => {
  it('holds only what is on the list', () => {
    const allowed =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.*\.(js|cjs|d\.ts|d\.cts)|dist\/THIRD-PARTY-LICENSES\.txt)$/;
    expect(packed.files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(packed.files).toContain('dist/cli.js');
  });

  it('has lines that fit a screen, as Node shows the one an error nobody caught was thrown in', () => {
    const folder = join(project, 'node_modules/driftsense/dist/bundled');
    const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
    expect(lines.length).toBeGreaterThan(1_000);
    // Texts are not cut, and a font is one.
    const long = lines.filter((line) => line.replaceAll(/"[^"]*"|`[^`]*`/g, '').length > 4_000);
    expect(long).toEqual([]);
  });

  it('brings the license of every package that is built into it', () => {
    const dist = join(project, 'node_modules/driftsense/dist');
    const licenses = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const named = new Set(licenses.match(/^[a-z][a-z0-9-]+$/gm));
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.c?js$/.test(name));
    const code = files.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n');
    const builtIn = new Set([...code.matchAll(/^\/\/ .*node_modules\/([^/]+)\//gm)].map(([, name]) => name));
    expect(builtIn.size).toBeGreaterThan(5);
    expect(named).toEqual(builtIn);
    expect(licenses.match(/^Copyright /gm)?.length).toBeGreaterThanOrEqual(builtIn.size - 1);
  });

  it('says in its types, from where editors show it, what each option means', () => {
    const dist = join(project, 'node_modules/driftsense/dist');
    const files = readdirSync(dist).filter((name) => name.endsWith('.d.ts'));
    const all = files.flatMap((name) => optionsOf(readFileSync(join(dist, name), 'utf8')));
    const told = new Map(all.map(({ key, comment }) => [key, comment]));
    expect(told.get('AdwinOptions.delta')).toContain('in (0, 1). Default 0.002.');
    expect(told.get('RetrainOptions.gate.once.minImprovement')).toContain('Default');
    // Those of the Monitor have the name Plain, but for what MonitorOptions says itself.
    const options = all.filter(({ key }) => /^(?:\w+(?:Options|Settings)|Plain)\.\w+$/.test(key));
    const silent = options.filter(({ key, comment }) => !comment && !told.get(key.replace('Plain', 'MonitorOptions')));
    expect(silent.map(({ key }) => key)).toEqual([]);
  });

  it.each(entries)('is imported as ESM and required as CJS with the same names: %s', (entry) => {
    writeFileSync(
      join(project, 'names.mjs'),
      `import * as all from '${entry}'; console.log(JSON.stringify(Object.keys(all).sort()));`,
    );
    writeFileSync(join(project, 'names.cjs'), `console.log(JSON.stringify(Object.keys(require('${entry}')).sort()));`);
    const names = JSON.parse(run('node', ['names.mjs'], project)) as string[];
    expect(names.length).toBeGreaterThan(5);
    expect(JSON.parse(run('node', ['names.cjs'], project))).toEqual(names);
  });

  it.each(['Node16', 'Bundler'])(
    'type-checks for a user under module resolution %s',
    { timeout: 600_000 },
    (resolution) => {
      writeFileSync(
        join(project, 'user.mts'),
        `import { Monitor, compare, defineSchema, type DataDriftTest } from 'driftsense';
       import { readCsv } from 'driftsense/node';
       import { ksTest } from 'driftsense/stats';
       import { dataDriftTestKit } from 'driftsense/testing';
       const schema = defineSchema({ amount: 'numeric', country: 'categorical' });
       export const monitor = new Monitor({ schema, reference: [] });
       monitor.on('drift', ({ columns }) => { const name: 'amount' | 'country' | undefined = columns[0]?.column; void name; });
       interface Order { amount: number; country: string }
       const orders: Order[] = [];
       export const taken = [orders.map((order) => monitor.observe(order)), monitor.run(orders), compare(orders, new Set(orders))];
       // @ts-expect-error a misspelt column does not compile
       export const wrong = new Monitor({ schema, reference: [], columns: { amuont: {} } });
       export const test: DataDriftTest<'sample'> = { name: 't', appliesTo: ['numeric'], needs: ['sample'], compare: (a, b) => ({ statistic: a.sample.length + b.sample.length }) };
       export const parts = [compare, readCsv, ksTest([1], [2]).pValue, dataDriftTestKit];`,
      );
      const module = resolution === 'Node16' ? 'Node16' : 'ESNext';
      run(
        join(root, 'node_modules/typescript/bin/tsc'),
        [
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          // The types of the package and of what it uses are the same under either: once is enough.
          String(resolution === 'Bundler'),
          '--target',
          'ES2022',
          '--lib',
          'ES2023,DOM',
          '--module',
          module,
          '--moduleResolution',
          resolution,
          'user.mts',
        ],
        project,
      );
    },
  );

  it('passes publint and attw', () => {
    run(join(root, 'node_modules/.bin/publint'), ['--strict', packed.tarball]);
    run(join(root, 'node_modules/.bin/attw'), ['--profile', 'node16', packed.tarball]);
  });

  it('brings at most nine direct dependencies and thirteen packages in all, pure JavaScript, none with an install script', () => {
    expect(Object.keys(manifest('driftsense')['dependencies'] ?? {}).length).toBeLessThanOrEqual(9);
    expect(installed().length).toBeLessThanOrEqual(13);
    for (const name of ['driftsense', ...installed()]) {
      const scripts = manifest(name)['scripts'] ?? {};
      expect(
        Object.keys(scripts).filter((script) => ['preinstall', 'install', 'postinstall'].includes(script)),
        name,
      ).toEqual([]);
      expect(readdirSync(join(project, 'node_modules', name)), name).not.toContain('binding.gyp');
    }
  });

  it('takes less room than 25 MB with everything it brings', () => {
    const bytes = readdirSync(join(project, 'node_modules'), { recursive: true, encoding: 'utf8' }).reduce(
      (sum, name) => {
        const entry = statSync(join(project, 'node_modules', name));
        return sum + (entry.isFile() ? entry.size : 0);
      },
      0,
    );
    expect(bytes).toBeLessThan(25_000_000);
  });

  it('asks for no network: not when it is imported, nor when it reads, compares, monitors, trains and reports', () => {
    // Every way out of the process, shut and reported.
    writeFileSync(
      join(project, 'shut.mjs'),
      `import dns from 'node:dns';
       import net from 'node:net';
       import dgram from 'node:dgram';
       const shut = (what) => () => { console.log('NETWORK ' + what); throw new Error('no network'); };
       net.Socket.prototype.connect = shut('socket');
       dgram.Socket.prototype.send = shut('datagram');
       for (const name of ['lookup', 'resolve', 'resolve4']) { dns[name] = shut(name); dns.promises[name] = shut(name); }
       globalThis.fetch = shut('fetch');`,
    );
    writeFileSync(
      join(project, 'offline.mjs'),
      `import { writeFileSync } from 'node:fs';
       import { driftingStream } from 'driftsense/testing';
       import { compare as judge, logisticRegression, memoryAlerter, Monitor, renderReport, rowBuffer, trainInitialModel } from 'driftsense';
       import { readCsv } from 'driftsense/node';
       writeFileSync('rows.csv', 'a,b\\n' + Array.from({ length: 200 }, (_, i) => i + ',' + 'xy'[i % 2]).join('\\n'));
       const rows = await readCsv('rows.csv');
       console.log(judge(rows, rows).verdict);
       const stream = driftingStream({ rows: 4_000, seed: 1 });
       const options = { reference: stream.slice(0, 3_000), columns: { label: { role: 'label' } }, trainer: logisticRegression(), training: rowBuffer({ rows: 5_000 }), alerters: [memoryAlerter()], retrain: { mode: 'auto', confirm: { windows: 1, of: 1 } } };
       await trainInitialModel(options);
       const monitor = new Monitor(options);
       const report = await monitor.process(stream.slice(3_000));
       await monitor.close();
       console.log(renderReport({ monitor: 'm', reports: [report] }).length > 4_000);`,
    );
    const offline = (file: string) => run('node', ['--import', './shut.mjs', file], project).split('\n');
    expect(offline('offline.mjs').filter((line) => line.startsWith('NETWORK'))).toEqual([]);
    writeFileSync(join(project, 'online.mjs'), `try { await fetch('http://127.0.0.1:9'); } catch {}`);
    expect(offline('online.mjs')).toContain('NETWORK fetch');
  });

  it('loads the YAML parser only for a configuration', () => {
    const seen = new Set<string>();
    const imported = (file: string): string[] => {
      if (seen.has(file)) return [];
      seen.add(file);
      const code = readFileSync(file, 'utf8');
      const names = [...code.matchAll(/\b(?:import|from) ?"([\w@./:-]+)";/g)].map(([, name]) => name!);
      const own = names.filter((name) => name.startsWith('./'));
      return [...names, ...own.flatMap((name) => imported(join(file, '..', name)))];
    };
    const names = imported(join(project, 'node_modules/driftsense/dist/bundled/node.js'));
    expect(seen.size).toBeGreaterThan(3);
    expect(names).toContain('fs/promises');
    expect(names).not.toContain('yaml');
  });

  it('takes simple-statistics in a version whose quantiles are right', () => {
    const [major, minor] = manifest('simple-statistics')['version']!.toString().split('.').map(Number);
    expect(major! > 7 || (major === 7 && minor! >= 12)).toBe(true);
  });
});
