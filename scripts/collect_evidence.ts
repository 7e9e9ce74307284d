// npm run evidence: runs the harnesses of reliability and keeps what they saw as docs/evidence.json, for docs/evidence.md. With
// NIGHTLY=1 in full. A harness that fails, or leaves nothing behind, leaves the file as it was.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence } from '../test/reliability/evidence.js';
import { evidenceFile, type PublishedEvidence } from './pages/evidence-page.js';
import { sourceCommit } from './source_commit.js';

const folder = mkdtempSync(join(tmpdir(), 'driftsense-evidence-'));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/reliability', '--testTimeout', '7200000'], {
  stdio: 'inherit',
  env: { ...process.env, EVIDENCE: folder },
});
const rows = readdirSync(folder)
  .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Evidence);
rmSync(folder, { recursive: true });
if (status !== 0 || rows.length === 0) {
  console.error(`not kept: ${status === 0 ? 'no harness left anything' : 'a harness failed'}`);
  process.exit(1);
}
const published: PublishedEvidence = {
  date: new Date().toISOString().slice(0, 10),
  commit: sourceCommit(),
  node: process.version,
  nightly: process.env['NIGHTLY'] !== undefined,
  rows: rows.map((row) => ({ ...row, details: undefined })),
};
writeFileSync(evidenceFile, `${JSON.stringify(published, undefined, 2)}\n`);
