import { inWords, type Report } from './explain.js';
import type { ParsedYaml } from './parse-yaml.js';
import type { EffectiveConfig } from './presets.js';
import type { Path } from './schema.js';

/** What looking at keys together needs to know. */
export interface KeyContext {
  readonly config: EffectiveConfig;
  /** The values of the file, without those left open. */
  readonly given: unknown;
  readonly parsed: ParsedYaml;
}

/** Keys that contradict or need each other. Returns what is only worth a warning. */
export function checkKeys(context: KeyContext, report: Report): string[] {
  const { config, given } = context;
  if (config.data.labels !== undefined && config.data.id === undefined)
    report(['data', 'labels'], "'data.labels' needs 'data.id': the column by which labels find their rows");
  const both = (one: Path, other: Path, why: string): void => {
    if (isGiven(given, one) && isGiven(given, other))
      report(one, `${said(one, context)} and ${said(other, context)} ${why}: remove one of them`);
  };
  if (config.preset === 'budget')
    for (const key of ['thresholds', 'aggregate_rule'])
      if (isGiven(given, ['drift', key]))
        report(
          ['preset'],
          `'preset: budget' (line ${lineOf(['preset'], context)}) and ${said(['drift', key], context)} exclude each other: remove one of them`,
        );
  for (const [name, { role }] of Object.entries(config.columns))
    if (role === 'label' && name !== config.data.label)
      both(['columns', name, 'role'], ['data', 'label'], 'name two labels');
  both(['retraining', 'confirm'], ['retraining', 'min_drift_windows'], 'say the same thing twice');
  checkBudgetPeriod(config, report);
  checkWeights(config, report);
  return ignored(context);
}

/** A budget per period needs windows that have one, of which there are as many as periods say; a budget per rows needs windows of rows. */
function checkBudgetPeriod({ alarm_budget: { per }, window }: EffectiveConfig, report: Report): void {
  const by = typeof window === 'string' ? 'file' : 'every' in window ? ('rows' in window ? 'both' : 'every') : 'rows';
  if (typeof per === 'string' && by !== 'every')
    report(
      ['alarm_budget', 'per'],
      `alarm_budget.per: '${per}' needs windows of time alone, such as 'window: {every: 1d}'`,
    );
  if (typeof per === 'object' && 'rows' in per && by !== 'rows')
    report(['alarm_budget', 'per'], "alarm_budget.per: rows need windows of rows, such as 'window: {rows: 2000}'");
}

/** A weight is a share of the alarm budget: there is one, and the column takes part in it. */
function checkWeights({ preset, correction, columns }: EffectiveConfig, report: Report): void {
  for (const [name, { weight, threshold }] of Object.entries(columns)) {
    if (weight === undefined || !(preset === 'thresholds' || correction === 'none' || threshold !== undefined))
      continue;
    const why =
      preset === 'thresholds'
        ? `preset '${preset}'`
        : threshold === undefined
          ? "correction 'none'"
          : 'a fixed threshold';
    const path = ['columns', name, 'weight'];
    report(path, `${inWords(path)}: ${why} has no budget to share`);
  }
}

/** Keys that have no effect beside others. */
function ignored(context: KeyContext): string[] {
  const { config, given } = context;
  const { detector, fallback } = config.concept_drift;
  const without = (path: Path, why: string): string[] =>
    isGiven(given, path) ? [`${said(path, context)} is ignored: ${why}`] : [];
  const isFixed = config.preset === 'thresholds';
  const fixed = 'preset thresholds has no alarm budget';
  return [
    ...(detector === 'adwin' || fallback === 'adwin'
      ? []
      : without(['concept_drift', 'adwin_delta'], `the detector is '${detector}'`)),
    ...(isFixed ? ['alarm_budget', 'correction', 'reference_mode'].flatMap((key) => without([key], fixed)) : []),
    ...(isFixed && !config.retraining.gate
      ? without(['retraining', 'holdout'], 'preset thresholds serves what it trained, without a gate')
      : []),
  ];
}

const said = (path: Path, context: KeyContext): string => `'${path.join('.')}' (line ${lineOf(path, context)})`;

const lineOf = (path: Path, { parsed }: KeyContext): number => parsed.position(path)?.line ?? 1;

/** Whether the file gives a value at a path. */
export function isGiven(given: unknown, path: Path): boolean {
  let here = given;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return false;
    here = (here as Record<string, unknown>)[step];
  }
  return true;
}
