import { nearestName } from '../nearest-name.js';
import { problemOf } from '../options.js';
import { thresholdOf, type CustomParts } from './build.js';
import { inWords, type Report } from './explain.js';
import { builtIns, camelCase, snakeCase, tableName } from './names.js';
import type { EffectiveConfig } from './presets.js';
import type { Path } from './schema.js';

/** What looking at names and options needs to know. */
export interface PartContext {
  readonly custom: CustomParts;
  readonly report: Report;
  /** What the file says at a path, so that no variable of the environment is shown. */
  readonly written: (path: Path) => unknown;
}

/** Whether every name of a part stands for one, and its options are such as it takes. */
export function checkParts(config: EffectiveConfig, context: PartContext): void {
  const { concept_drift: concept, model, columns } = config;
  const { custom, report } = context;
  const at = (...path: string[]) => ({ ...context, path });
  checkName(concept.detector, 'detectors', at('concept_drift', 'detector'));
  checkOptions(concept.options, concept.detector, 'detectors', at('concept_drift', 'options'));
  if (concept.fallback !== undefined) {
    checkName(concept.fallback, 'detectors', at('concept_drift', 'fallback'));
    if (tableName(concept.fallback) === tableName(concept.detector))
      report(
        ['concept_drift', 'fallback'],
        'concept_drift.fallback: expected another detector than concept_drift.detector',
      );
  }
  checkName(model.trainer, 'trainers', at('model', 'trainer'));
  checkOptions(model.options, model.trainer, 'trainers', at('model', 'options'));
  for (const [name, { test, threshold }] of Object.entries(columns)) {
    if (test === undefined || !checkName(test, 'tests', at('columns', name, 'test'))) continue;
    const own = custom.tests?.find((part) => part.name === test)?.threshold;
    if (config.preset === 'budget' || (threshold ?? own ?? thresholdOf(test, config)) !== undefined) continue;
    const path = ['columns', name, 'test'];
    const needed = inWords(['columns', name, 'threshold']);
    report(path, `${inWords(path)}: under preset thresholds '${test}' needs ${needed}`);
  }
}

type Kind = keyof typeof builtIns;

const unknown = { tests: 'UNKNOWN_TEST', detectors: 'UNKNOWN_DETECTOR', trainers: 'UNKNOWN_TRAINER' } as const;

const isCustom = (name: string, kind: Kind, custom: CustomParts): boolean =>
  (custom[kind] ?? []).some((part) => part.name === name);

function checkName(
  name: string,
  kind: Kind,
  { custom, path, report, written }: PartContext & { readonly path: Path },
): boolean {
  if (isCustom(name, kind, custom) || builtIns[kind].has(tableName(name))) return true;
  const known = [...builtIns[kind].keys(), ...(custom[kind] ?? []).map((part) => part.name)];
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : `did you mean '${nearest}'? `;
  const shown = inWords([String(written(path))]);
  const message = `${inWords(path)}: unknown ${kind.slice(0, -1)} '${shown}'; ${hint}known: ${known.join(', ')}`;
  report(path, message, unknown[kind]);
  return false;
}

/** The options of a built-in against its own form; a part from code has had its options there. */
function checkOptions(
  options: Readonly<Record<string, unknown>>,
  name: string,
  kind: 'detectors' | 'trainers',
  { custom, path: above, report, written }: PartContext & { readonly path: Path },
): void {
  if (Object.keys(options).length === 0) return;
  if (isCustom(name, kind, custom))
    return report(above, `${above.join('.')}: '${name}' comes from code and takes its options there`);
  const form = builtIns[kind].get(tableName(name))?.options;
  if (form === undefined) return; // its name has been reported
  const known = Object.keys(form.def.shape);
  const names = known.map(snakeCase);
  for (const key of Object.keys(options).filter((one) => !names.includes(one))) {
    const nearest = nearestName(key, names);
    const hint = nearest === undefined ? `known: ${names.join(', ')}` : `did you mean '${nearest}'?`;
    report([...above, key], `unknown option '${inWords([...above, key])}'; ${hint}`);
  }
  const given = Object.entries(options).filter(([key]) => names.includes(key));
  const result = form.safeParse(Object.fromEntries(given.map(([key, value]) => [camelCase(key), value])));
  for (const issue of result.error?.issues ?? []) {
    const path = [...above, ...issue.path.map((step) => snakeCase(String(step)))];
    const message = problemOf({ ...issue, input: written(path), path: [] } as typeof issue, path.join('.'));
    report(
      path,
      known.reduce((text, option) => text.replaceAll(option, snakeCase(option)), message),
    );
  }
}
