import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

// A process may be forbidden to start threads, and some hosts have no memory that they could share.
const folder = mkdtempSync(join(tmpdir(), 'driftsense-no-threads-'));
const built = new URL('../../dist/bundled/node.js', import.meta.url).href;
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

function answerOf(script: string): unknown {
  const file = join(folder, 'script.mjs');
  writeFileSync(file, script);
  const flags = ['--no-warnings', permission, '--allow-fs-read=*', file];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
}

it('where no thread can be started a file is read by one, a window counted, and a training refused by name', () => {
  const csv = join(folder, 'rows.csv');
  writeFileSync(csv, `a,b\n${'0.12345678901234,text of a row\n'.repeat(80_000)}`);
  const trainer = join(folder, 'trainer.mjs');
  writeFileSync(
    trainer,
    `import { logisticRegression } from '${built}';\nexport const trainer = logisticRegression();\n`,
  );
  const answer = answerOf(`
    import { logisticRegression, Monitor, readCsv, workerExecutor, workerTrainer } from '${built}';
    const batch = await readCsv(${JSON.stringify(csv)}, { threads: 2 });
    const columns = Object.fromEntries(Array.from({ length: 41 }, (_, k) => ['x' + k, Float64Array.from({ length: 99 }, (_, i) => i)]));
    const monitor = new Monitor({ reference: columns, executor: workerExecutor({ workers: 2 }) });
    const failed = [];
    monitor.on('error', ({ where }) => failed.push(where));
    const { verdict } = await monitor.process(columns);
    const aside = workerTrainer(logisticRegression(), ${JSON.stringify(pathToFileURL(trainer).href)});
    const features = { names: ['x'], size: 4, column: () => Float64Array.of(1, 2, 3, 4) };
    const data = { features, labels: Float64Array.of(0, 1, 0, 1), classes: ['a', 'b'], size: 4 };
    const refused = await aside.train(data, { signal: new AbortController().signal, seed: 1 }).catch((error) => error);
    console.log(JSON.stringify([batch.size, batch.notes, verdict, failed, refused.code, refused.message]));
  `);
  expect(answer).toEqual([
    80_000,
    [expect.stringMatching(/^read by one thread, as others failed: /)],
    'stable',
    ['executor worker'],
    'TRAINING_FAILED',
    expect.stringMatching(/^trainer 'logisticRegression': its thread cannot be started: /),
  ]);
});

it('the package loads where memory cannot be shared', () => {
  expect(
    answerOf(`
      delete globalThis.SharedArrayBuffer;
      const { compare } = await import('${built}');
      console.log(JSON.stringify(compare({ x: [1, 2, 3] }, { x: [1, 2, 3] }).verdict));
    `),
  ).toBe('undecided');
});
