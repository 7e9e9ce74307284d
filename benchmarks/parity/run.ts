// npm run parity: our methods beside other packages' on generated cases, as docs/parity.json and docs/parity.md.
import { writeFileSync } from 'node:fs';
import { parityPage } from '../../scripts/pages/parity-page.js';
import { sourceCommit } from '../../scripts/source_commit.js';
import { compareMethod, holds } from './compare.js';
import { answeredOn, answersOf, type Environment, pythonVersion, writeCases } from './environments.js';
import { kinds, methods } from './methods.js';

const seed = process.env['PARITY_SEED'] ?? 'parity 1';
/** Packages to ask anew; what the others answered last time stands. All by default. */
const asked = process.argv.slice(2);

const packages: Record<string, Environment> = {
  scipy: 'main',
  mpmath: 'main',
  sklearn: 'main',
  river: 'main',
  evidently: 'main',
  nannyml: 'main',
  frouros: 'frouros',
};

const python = pythonVersion();
const generated = Object.fromEntries(Object.entries(kinds).map(([kind, make]) => [kind, make(seed)]));
for (const [kind, cases] of Object.entries(generated)) writeCases(kind, cases);
const theirs = Object.fromEntries(
  Object.entries(packages).map(([name, environment]) => [
    name,
    answersOf(`run_${name}`, environment, asked.length === 0 || asked.includes(name)),
  ]),
);
const rows = methods.map((method) =>
  compareMethod(method, generated[method.kind]!, theirs[method.package]![method.key]!),
);
const date = new Date().toISOString().slice(0, 10);
const answered = Object.fromEntries(Object.keys(packages).map((name) => [name, answeredOn(`run_${name}`)]));
const docs = new URL('../../docs/', import.meta.url);
writeFileSync(
  new URL('parity.json', docs),
  `${JSON.stringify({ seed, date, commit: sourceCommit(), python, answered, rows }, undefined, 2).replaceAll(/(\d)e\+(\d)/g, '$1e$2')}\n`,
);
writeFileSync(new URL('parity.md', docs), parityPage());
const wrong = rows.filter((row) => !holds(row));
for (const row of wrong) console.error('parity: differs:', JSON.stringify(row));
console.log(`parity: ${rows.length - wrong.length} of ${rows.length} rows hold`);
process.exit(wrong.length === 0 ? 0 : 1);
