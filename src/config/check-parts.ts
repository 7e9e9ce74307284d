import type * as z from 'zod/mini';
import { nearestName } from '../nearest-name.js';
import { problemOf } from '../options.js';
import { thresholdOf, type CustomParts } from './build.js';
import type { Report } from './explain.js';
import { builtIns, camelCase, snakeCase, tableName } from './names.js';
import type { EffectiveConfig } from './presets.js';
import type { Path } from './schema.js';

/**
 * Whether every name of a part stands for one, and its options are such as it takes.
 *
 * @param written - What the file says at a path, so that no variable of the environment is shown.
 */
export function checkParts(
  config: EffectiveConfig,
  custom: CustomParts,
  report: Report,
  written: (path: Path) => unknown,
): void {
  const { concept_drift: concept, model, columns } = config;
  checkName(concept.detector, 'detectors', custom, ['concept_drift', 'detector'], report, written);
  checkOptions(concept, concept.detector, 'detectors', custom, ['concept_drift', 'options'], report);
  if (concept.fallback !== undefined) {
    checkName(concept.fallback, 'detectors', custom, ['concept_drift', 'fallback'], report, written);
    if (tableName(concept.fallback) === tableName(concept.detector))
      report(
        ['concept_drift', 'fallback'],
        'concept_drift.fallback: expected another detector than concept_drift.detector',
      );
  }
  checkName(model.trainer, 'trainers', custom, ['model', 'trainer'], report, written);
  checkOptions(model, model.trainer, 'trainers', custom, ['model', 'options'], report);
  for (const [name, { test, threshold }] of Object.entries(columns)) {
    if (test === undefined) continue;
    const path = ['columns', name, 'test'];
    if (!checkName(test, 'tests', custom, path, report, written) || config.preset === 'budget') continue;
    const own = custom.tests?.find((part) => part.name === test)?.threshold;
    if ((threshold ?? own ?? thresholdOf(test, config)) === undefined)
      report(path, `columns.${name}.test: under preset thresholds '${test}' needs columns.${name}.threshold`);
  }
}

type Kind = keyof typeof builtIns;

const isCustom = (name: string, kind: Kind, custom: CustomParts): boolean =>
  (custom[kind] ?? []).some((part) => part.name === name);

function checkName(
  name: string,
  kind: Kind,
  custom: CustomParts,
  path: Path,
  report: Report,
  written: (path: Path) => unknown,
): boolean {
  if (isCustom(name, kind, custom) || builtIns[kind].has(tableName(name))) return true;
  const known = [...builtIns[kind].keys(), ...(custom[kind] ?? []).map((part) => part.name)];
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? '' : `did you mean '${nearest}'? `;
  report(
    path,
    `${path.join('.')}: unknown ${kind.slice(0, -1)} '${String(written(path))}'; ${hint}known: ${known.join(', ')}`,
  );
  return false;
}

/** The options of a built-in against its own form; a part from code has had its options there. */
function checkOptions(
  { options }: { readonly options: Readonly<Record<string, unknown>> },
  name: string,
  kind: 'detectors' | 'trainers',
  custom: CustomParts,
  path: Path,
  report: Report,
): void {
  if (Object.keys(options).length === 0) return;
  if (isCustom(name, kind, custom))
    return report(path, `${path.join('.')}: '${name}' comes from code and takes its options there`);
  const form = builtIns[kind].get(tableName(name))?.options;
  if (form === undefined) return; // its name has been reported
  const result = form.safeParse(
    Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value])),
  );
  for (const issue of result.error?.issues ?? []) explainOption(issue, Object.keys(form.def.shape), path, report);
}

function explainOption(issue: z.core.$ZodIssue, known: readonly string[], above: Path, report: Report): void {
  const names = known.map(snakeCase);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys.map(snakeCase)) {
      const nearest = nearestName(key, names);
      const hint = nearest === undefined ? `known: ${names.join(', ')}` : `did you mean '${nearest}'?`;
      report([...above, key], `unknown option '${[...above, key].join('.')}'; ${hint}`);
    }
    return;
  }
  const path = [...above, ...issue.path.map((step) => snakeCase(String(step)))];
  report(path, problemOf({ ...issue, path }, ''));
}
