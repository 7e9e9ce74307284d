import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(src + name, 'utf8') }));
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
const where = (pattern: RegExp, exempt: RegExp = /^$/) =>
  files.filter(({ name, text }) => !exempt.test(name) && pattern.test(code(text))).map(({ name }) => name);

/** Calls that take one argument an element: V8 throws a RangeError on about 120,000. */
const takesEach = /(?:\.(?:push|unshift|splice)|^Math\.(?:max|min|hypot)|^String\.from\w+)$/;

/** What is spread into such calls all the same, by why it is short. */
const spread: Readonly<Record<string, readonly string[]>> = {
  'one for each column, class, feature or pair of columns': [
    'act/train/trainers/ml-logistic-regression.ts: new EigenvalueDecomposition(…).realEigenvalues',
    'judge/health/health.ts: silent.map(…)',
    'judge/performance/outcomes.ts: own',
    'judge/sequential/engine.ts: standing.map(…)',
    'judge/sequential/stratify.ts: inflations',
    'judge/verdict/calibrate.ts: alike',
    'show/charts/effect-bar.ts: multiples',
    'show/terminal.ts: names.map(…)',
    'cli/commands/doctor.ts: values',
    'stats/two-sample/epps-singleton.ts: values.map(…)',
  ],
  'one for each cell or category of a column, or each test that decides': [
    'judge/verdict/expected-false-alarms.ts: parts.map(…)',
    'monitor/stretched-reference.ts: Array.from(…)',
    'profile/tempering.ts: varianceInflations(…)',
    'show/charts/histogram-pair.ts: cells.map(…)',
    'show/report/column-details.ts: shown.map(…)',
  ],
  'a handful by construction': [
    'ports/public-address.ts: quad',
    'stats/dependence.ts: phi',
    'stats/distributions/beta-binomial.ts: logs',
    'stats/gate-e-process.ts: logs',
  ],
  'findings, refusals, violations or events: a few for each column or field': [
    'act/registry/model-version.ts: wrongFields(…)',
    'act/train/assemble.ts: checkClasses(…)',
    'act/train/assemble.ts: checkFreshRows(…)',
    'act/train/assemble.ts: checkRowCount(…)',
    'act/train/data-checks.ts: refuse(…)',
    'cli/commands/doctor.ts: lookAtData(…)',
    'cli/commands/doctor.ts: lookAtReference(…)',
    'cli/commands/doctor.ts: whatWindowsSee(…)',
    'monitor/alerting.ts: messages',
    'monitor/announce.ts: ofItsRows(…)',
    'monitor/announce.ts: ofTheDetector(…)',
    'table/coerce.ts: absent',
    'table/coerce.ts: read.notes',
    'table/coerce.ts: read.violations',
    'table/coerce.ts: violationsOf(…)',
  ],
  'limited with the configuration file': ['config/check-config.ts: (…).map(…)'],
};

function spreads(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const told = (node: ts.Expression): string => {
    if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) return told(node.expression);
    return ts.isCallExpression(node) ? `${node.expression.getText()}(…)` : node.getText();
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && takesEach.test(node.expression.getText()))
      for (const each of node.arguments)
        if (ts.isSpreadElement(each)) found.push(`${name}: ${told(each.expression).replace(/\([^…]*\)\./, '(…).')}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('the source tree', () => {
  it('spreads no array into a call that may be as long as the data (R26.7)', () => {
    const found = new Set(files.flatMap(({ name, text }) => (text.includes('...') ? spreads(name, text) : [])));
    expect([...found].toSorted()).toEqual(Object.values(spread).flat().toSorted());
  });

  it('takes time and chance only from the ports', () => {
    expect(where(/Math\.random|crypto\.(randomUUID|getRandomValues)/, /^ports\//)).toEqual([]);
    expect(where(/Date\.now|performance\.now|new Date\(\)/, /^(ports|cli)\//)).toEqual([]);
  });

  it('takes means and quantiles from simple-statistics, and never a p-value (R8.3)', () => {
    const taken = files.flatMap(({ name, text }) =>
      [...code(text).matchAll(/import \{([^}]*)\} from 'simple-statistics'/g)].map((found) => `${name}:${found[1]}`),
    );
    expect(taken.toSorted()).toEqual([
      'judge/verdict/calibrate.ts: mean ',
      'judge/verdict/threshold-of.ts: mean, quantileSorted, sampleVariance, standardDeviation ',
      'monitor/backtest-now.ts: mean, median ',
    ]);
    expect(where(/['"]simple-statistics/)).toHaveLength(taken.length);
  });

  it('asks what a preset means, not how it is called, outside of files and of a public argument', () => {
    const named = /[!=]== (?:'(?:budget|thresholds)'|presets\b)|case '(?:budget|thresholds)'|(?<!\$\{)preset\.name/;
    expect(where(named, /^(config|cli)\//)).toEqual(['judge/verdict/expected-false-alarms.ts']);
  });

  it('has no cycle of imports at run time, by those on demand neither', () => {
    const imported =
      /^(?:import|export) (?!type\b)(?!\{(?: type \w+,?)+ \} from)[^;]*?from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gm;
    const graph = new Map(
      files.map(({ name, text }) => [
        name,
        [...code(text).matchAll(imported)].map(([, ahead, later]) =>
          join(dirname(name), (ahead ?? later)!).replace(/\.js$/, '.ts'),
        ),
      ]),
    );
    expect([...graph.values()].flat().filter((name) => !graph.has(name))).toEqual([]);
    const [cycles, done, path] = [new Array<string>(), new Set<string>(), new Array<string>()];
    const visit = (name: string): void => {
      if (path.includes(name)) cycles.push([...path.slice(path.indexOf(name)), name].join(' → '));
      if (path.includes(name) || done.has(name)) return;
      path.push(name);
      for (const next of graph.get(name)!) visit(next);
      done.add(path.pop()!);
    };
    for (const { name } of files) visit(name);
    expect(cycles).toEqual([]);
  });

  it('has contracts of types alone', () => {
    expect(where(/^export (?!type|interface)|^import (?!type)/m, /^(?!contracts\/)/)).toEqual([]);
  });

  it('names what is built in among the defaults of a monitor, and nowhere else in it but in the world of a backtest', () => {
    const builtIn =
      /^import \{[^}]*\} from '[./]+(judge\/data-drift|judge\/concept-drift\/(?!episodes|feed|run|start-run)|act\/(train\/trainers|alert\/channels|registry\/.*memory))/m;
    expect(where(builtIn, /^(?!monitor\/)|^monitor\/defaults\//)).toEqual(['monitor/backtest-now.ts']);
  });

  it('runs no text as code', () => {
    expect(where(/\beval\(|new Function\(|node:vm|\brequire\(/)).toEqual([]);
  });

  it('re-exports only from its entry files', () => {
    expect(
      where(/export (\*|\{[^}]*\}|type \{[^}]*\}) from/, /^(index|index\.node|node|stats|testing)\.ts$/).filter(
        (name) => !/export type \{ \w+ \} from '\.\//.test(readFileSync(src + name, 'utf8')),
      ),
    ).toEqual([]);
  });

  it('keeps files short: none over 400 lines, nine of ten under 200, three of four at most 120', () => {
    const lines = files.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
    expect(lines.filter((file) => file.lines > 400)).toEqual([]);
    expect(lines.filter((file) => file.lines > 200).length).toBeLessThan(lines.length / 10);
    expect(lines.filter((file) => file.lines > 120).length).toBeLessThanOrEqual(lines.length / 4);
  });

  it('has no folder that needs explaining', () => {
    expect(files.filter(({ name }) => /(^|\/)(utils|helpers|common|core)(\/|\.ts)/.test(name))).toEqual([]);
  });
});
