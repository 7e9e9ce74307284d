import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { channelsOf } from '../../src/config/alerters.node.js';
import { monitorOptionsOf } from '../../src/config/build.js';
import { checkConfig } from '../../src/config/check-config.js';
import { loadConfig } from '../../src/config/load-config.node.js';
import { loadParts } from '../../src/config/load-parts.node.js';
import { configSchema } from '../../src/config/schema.js';
import { DriftSenseError, memoryRegistry, track, type ConceptDetector, type ModelTrainer } from '../../src/index.js';
import { fromColumns } from '../../src/table/batch.js';
import { bernoulliStream } from '../../src/testing/streams.js';
import { removeFolders } from '../cli/command-line.js';
import { trainedWorkspace } from '../cli/workspace.js';
import { csvOf, folderOf } from '../config/folder.js';
import { rowsOf } from '../monitor/loop.js';
import { smtpServer } from '../ports/smtp-server.js';
import { everyOption, type OptionCase } from './every-option.js';

afterAll(removeFolders);

const errors = bernoulliStream({ rows: 2_000, rate: 0.1, changes: [{ at: 1_000, rate: 0.5 }], seed: 1 });

/** When a detector alarms; detectors keep their options to themselves. */
function alarms(detector: ConceptDetector | false | undefined): number[] | undefined {
  if (detector === false || detector === undefined) return undefined;
  const tracked = track(detector as ConceptDetector<unknown, 'error'>);
  return errors.flatMap((error) => {
    const { drift, index } = tracked.observe({ error });
    return drift ? [index] : [];
  });
}

const some = rowsOf(300, 'train');
const features = fromColumns({ amount: some.column('amount')!, channel: some.column('channel')! });
const labels = Float64Array.from(some.column('label') as string[], (label) => Number(label === 'yes'));

/** The model that a trainer makes. */
const modelOf = async (trainer: ModelTrainer | undefined) =>
  trainer?.train(
    { features, labels, classes: ['no', 'yes'], size: 300 },
    { signal: new AbortController().signal, seed: 0 },
  );

/** What a configuration makes of the options of a Monitor, whose own effects `monitor-options.test.ts` shows. */
async function reaches(text: string): Promise<unknown> {
  const { config } = checkConfig(text, 'config.yaml', { variables: {} });
  const parts = { reference: [], labelType: undefined, registry: memoryRegistry(), alerters: [] };
  const { concept, conceptFallback, trainer, registry: _, ...options } = monitorOptionsOf(config, parts);
  return { options, concept: alarms(concept), fallback: conceptFallback?.name, model: await modelOf(trainer) };
}
const reached = (one: string, other: string): OptionCase => ({ one, other, observe: reaches });

/** What is read with a configuration in a folder: the reference, its roles, the files of the stream, the versions. */
async function reads(text: string): Promise<unknown> {
  const folder = folderOf({
    'config.yaml': text,
    'data/train.csv': Buffer.from('id;at,x,größe,label\n1;5,1,a,yes\n2;5,2,-,no\n3;5,3,b\n', 'latin1'),
    'data/comma.csv': 'a;b;label\n1,5;2;yes\n2,5;3;no\n',
    'data/good.csv': csvOf(rowsOf(50, 'good')),
    'data/keys.csv': 'key,at,x,label\n1,2024-01-01T00:00:00Z,1,yes\n2,2024-01-01T00:01:00Z,2,no\n',
    'data/late.csv': 'key,label\n1,no\n2,yes\n',
    'data/stream/stream_1.csv': '',
    'data/stream/other_1.csv': '',
  });
  try {
    const file = await loadConfig(join(folder, 'config.yaml'), {});
    const { reference, options, streamFiles } = await loadParts(file);
    const names = (await streamFiles()).map((path) => path.slice(folder.length));
    return [reference.names, [...reference].slice(0, 3), options.columns, names];
  } catch (error) {
    return DriftSenseError.is(error) ? [error.code, error.message.replaceAll(folder, '')] : String(error);
  }
}
/** Where large windows are counted; what they say does not depend on it. */
async function executorOf(text: string): Promise<string | undefined> {
  const folder = folderOf({ 'config.yaml': text, 'data/train.csv': csvOf(rowsOf(50, 'train')) });
  const { options } = await loadParts(await loadConfig(join(folder, 'config.yaml'), {}));
  return options.executor?.name;
}
const lines = (...given: readonly string[]) => given.join('\n');
const data = (...settings: readonly string[]) => `data: { ${settings.join(', ')} }`;
const read = (one: string, other: string): OptionCase => ({ one, other, observe: reads });
const train = "encoding: latin1, missing: ['-'], ragged: skip";
const keys = 'reference: data/keys.csv';
const comma = "reference: data/comma.csv, delimiter: ';'";

/** Which channels there are, and which of them only say what they would send. */
function channels(alerting: string): unknown {
  try {
    const { config } = checkConfig(`alerting: { ${alerting} }`, 'config.yaml', { variables: {} });
    const { alerters, dryRun } = channelsOf(config);
    return [alerters.map(({ name }) => name), dryRun];
  } catch (error) {
    return (error as DriftSenseError).code;
  }
}
const channel = (one: string, other: string): OptionCase => ({ one, other, observe: channels });

/** What a mail server on this machine gets of one message, and how the sending ends. */
async function mailed(settings: Readonly<Record<string, unknown>>): Promise<unknown> {
  const server = await smtpServer({ authOptional: true, allowInsecureAuth: true, hideSTARTTLS: true });
  const { port = server.port, host = '127.0.0.1', ...more } = settings;
  const usual = {
    smtp_host: host,
    smtp_port: port,
    from_addr: 'a@firm.test',
    to_addrs: 'b@firm.test',
    require_tls: false,
  };
  const text = JSON.stringify({ alerting: { email: { enabled: true, ...usual, ...more } } });
  const [alerter] = channelsOf(checkConfig(text, 'config.yaml', { variables: {} }).config).alerters;
  const message = { title: 'drift', text: 'it began', key: 'k', columns: [] };
  const context = { signal: AbortSignal.timeout(300_000), idempotencyKey: 'k' };
  const outcome = await alerter!.send(message as never, context).then(
    (sent) => sent?.delivery,
    (error: DriftSenseError) => error.code,
  );
  await server.close();
  return [outcome, server.logins, server.received.map(({ mail, recipients }) => [mail.from?.text, recipients])];
}
const mail = (one: object, other: object): OptionCase => ({ one, other, observe: mailed });

/** What a run leaves in its folder, and in its log. */
async function left(text: string): Promise<unknown> {
  const here = await trainedWorkspace(text, { days: 14, rows: 100 });
  const { code } = await here.run('run-monitor');
  const log = here.exists('logs', 'driftsense.ndjson') ? here.log().map(({ level }) => level) : [];
  const found = readdirSync(here.folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('data'),
  );
  return [code, found.toSorted(), log];
}
const leaves = (one: string, other: string): OptionCase => ({ one, other, observe: left });

const thresholds = (name: string): OptionCase => reached('drift: {}', `drift: { thresholds: { ${name}: 0.4 } }`);
const retraining = (one: string, other = ''): OptionCase =>
  reached(`retraining: { ${other} }`, `retraining: { ${one} }`);
const segments = (beside = '', accuracy = 0.2) =>
  `gate: { segments: { max_regression: { accuracy: ${accuracy} }, ${beside} } }`;
const column = (setting: string): OptionCase => reached('columns: { a: {} }', `columns: { a: { ${setting} } }`);
const window = (one: string, other: string): OptionCase => reached(`window: { ${one} }`, `window: { ${other} }`);
const slackUrl = 'https://hooks.slack.com/services/T/B/x';

everyOption('a configuration file', configSchema, {
  preset: reached('preset: budget', 'preset: thresholds'),
  'drift.thresholds.ks_pvalue_lt': thresholds('ks_pvalue_lt'),
  'drift.thresholds.js_divergence_gt': thresholds('js_divergence_gt'),
  'drift.thresholds.psi_gt': thresholds('psi_gt'),
  'drift.thresholds.chi2_pvalue_lt': thresholds('chi2_pvalue_lt'),
  'drift.aggregate_rule': reached('drift: { aggregate_rule: any }', 'drift: { aggregate_rule: majority }'),
  'concept_drift.detector': reached('concept_drift: { detector: adwin }', 'concept_drift: { detector: hddm_a }'),
  'concept_drift.adwin_delta': reached(
    'concept_drift: { adwin_delta: 0.5 }',
    'concept_drift: { adwin_delta: 1.0e-12 }',
  ),
  'concept_drift.options.*': reached(
    'concept_drift: { options: { clock: 1 } }',
    'concept_drift: { options: { clock: 300 } }',
  ),
  'concept_drift.fallback': reached('', 'concept_drift: { fallback: ddm }'),
  'retraining.enabled': retraining('enabled: false'),
  'retraining.retrain_on': retraining('retrain_on: data_drift'),
  'retraining.strategy': retraining('strategy: replace'),
  'retraining.min_drift_windows': retraining('min_drift_windows: 4'),
  'retraining.mode': retraining('mode: suggest'),
  'retraining.confirm.windows': retraining('confirm: { windows: 1, of: 5 }', 'confirm: { windows: 2, of: 5 }'),
  'retraining.confirm.of': retraining('confirm: { windows: 2, of: 4 }', 'confirm: { windows: 2, of: 5 }'),
  'retraining.cooldown_windows': retraining('cooldown_windows: 8'),
  'retraining.max_per_day': retraining('max_per_day: 1'),
  'retraining.timeout': retraining('timeout: 1h'),
  'retraining.min_rows': retraining('min_rows: 10'),
  'retraining.holdout': retraining('holdout: 0.4'),
  'retraining.gate': retraining('gate: false'),
  'retraining.gate.once.min_improvement': retraining('gate: { once: { min_improvement: 0.1 } }', 'gate: { once: {} }'),
  'retraining.gate.once.min_improvement.*': retraining(
    'gate: { once: { min_improvement: { log_loss: 0.1 } } }',
    'gate: { once: { min_improvement: { macro_f1: 0.1 } } }',
  ),
  'retraining.gate.once.max_regression.*': retraining(
    'gate: { once: { max_regression: { r_squared: 0.1 } } }',
    'gate: { once: { max_regression: { macro_f1: 0.1 } } }',
  ),
  'retraining.gate.segments.columns': retraining(segments('columns: [a]'), segments()),
  'retraining.gate.segments.min_improvement.*': retraining(segments('min_improvement: { accuracy: 0.1 }'), segments()),
  'retraining.gate.segments.max_regression.*': retraining(segments('', 0.1), segments()),
  'retraining.gate.segments.min_rows': retraining(segments('min_rows: 7'), segments()),
  'alerting.slack.enabled': channel('', 'slack: { enabled: true }'),
  'alerting.slack.webhook_url': channel(
    'slack: { enabled: true }',
    `slack: { enabled: true, webhook_url: "${slackUrl}" }`,
  ),
  'alerting.email.enabled': channel('', 'email: { enabled: true }'),
  'alerting.email.smtp_host': mail({}, { host: '127.0.0.2.invalid' }),
  'alerting.email.smtp_port': mail({}, { port: 1 }),
  'alerting.email.username': mail({ username: 'me', password: 'p' }, { username: 'you', password: 'p' }),
  'alerting.email.password': mail({ username: 'me', password: 'p' }, { username: 'me', password: 'q' }),
  'alerting.email.from_addr': mail({}, { from_addr: 'c@firm.test' }),
  'alerting.email.to_addrs': mail({}, { to_addrs: ['b@firm.test', 'd@firm.test'] }),
  'alerting.email.require_tls': mail({}, { require_tls: true }),
  'alerting.webhook.enabled': channel('', 'webhook: { enabled: true }'),
  'alerting.webhook.url': channel(
    'webhook: { enabled: true }',
    'webhook: { enabled: true, url: "https://hook.firm.test/x" }',
  ),
  'alerting.on_missing_secret': {
    one: 'dry_run',
    other: 'fail',
    observe: (value: string) =>
      channels(`slack: { enabled: true, webhook_url: "\${NOT_SET}" }, on_missing_secret: ${value}`),
  },
  'alerting.remind_every': reached('', 'alerting: { remind_every: 3 }'),
  'alerting.clear_after': reached('', 'alerting: { clear_after: 5 }'),
  'alerting.performance_tolerance': reached('', 'alerting: { performance_tolerance: 0.3 }'),
  'alerting.link': reached('', 'alerting: { link: https://example.org }'),
  'alerting.promotions': reached('', 'alerting: { promotions: false }'),
  'data.reference': read(data('reference: data/good.csv'), data('reference: data/keys.csv')),
  'data.reference_is_training_data': reached('', data('reference_is_training_data: true')),
  'data.stream': read(
    data('reference: data/good.csv'),
    data('reference: data/good.csv', "stream: 'data/stream/other_*.csv'"),
  ),
  'data.label': read(data(keys), data(keys, 'label: x')),
  'data.labels': read(data(keys, 'id: key'), data(keys, 'id: key', 'labels: data/late.csv')),
  'data.id': read(data(keys), data(keys, 'id: key')),
  'data.timestamp': read(data(keys), data(keys, 'timestamp: at')),
  'data.delimiter': read(data(train), data(train, "delimiter: ';'")),
  'data.decimal': read(data(comma), data(comma, "decimal: ','")),
  'data.missing': read(data('encoding: latin1', 'ragged: skip'), data(train)),
  'data.encoding': read(data('ragged: skip'), data('encoding: latin1', 'ragged: skip')),
  'data.ragged': read(data('encoding: latin1'), data('encoding: latin1', 'ragged: skip')),
  'columns.*.type': column('type: categorical'),
  'columns.*.role': column('role: ignore'),
  'columns.*.test': column('test: ks'),
  'columns.*.threshold': column('threshold: 0.4'),
  'columns.*.tolerance': column('tolerance: 0.4'),
  'columns.*.missing_tolerance': column('missing_tolerance: 0.4'),
  'columns.*.enabled': column('enabled: false'),
  'columns.*.weight': column('weight: 0.01'),
  'columns.*.missing': column('missing: ignore'),
  'columns.*.labels': column('labels: redact'),
  'alarm_budget.false_alarms': reached('', 'alarm_budget: { false_alarms: 2 }'),
  'alarm_budget.per': reached('window: { every: 1d }', lines('window: { every: 1d }', 'alarm_budget: { per: week }')),
  'alarm_budget.per.windows': reached('', 'alarm_budget: { per: { windows: 7 } }'),
  'alarm_budget.per.rows': reached(
    lines('window: { rows: 10 }', 'alarm_budget: { per: { rows: 4000 } }'),
    lines('window: { rows: 10 }', 'alarm_budget: { per: { rows: 5000 } }'),
  ),
  correction: reached('', 'correction: by'),
  window: reached('window: file', 'window: { rows: 100 }'),
  'window.rows': window('rows: 100', 'rows: 200'),
  'window.trailing': window('rows: 100', 'rows: 100, trailing: drop'),
  'window.every': window('every: 1h', 'every: 2h'),
  'window.time_zone': window('every: 1d', 'every: 1d, time_zone: Asia/Tokyo'),
  'window.allowed_lateness': window('every: 1d', 'every: 1d, allowed_lateness: 2h'),
  'window.min_rows': window('every: 1d', 'every: 1d, min_rows: 9'),
  'window.max_periods': window('every: 1d, min_rows: 9', 'every: 1d, min_rows: 9, max_periods: 5'),
  reference_mode: reached('reference_mode: fixed-conditional', 'reference_mode: pooled'),
  'model.trainer': reached('', 'model: { trainer: ml_logistic_regression, options: { steps: 20 } }'),
  'model.options.*': reached('', 'model: { options: { ridge: 50 } }'),
  'model.decision_threshold': reached('', 'model: { decision_threshold: 0.8 }'),
  'model.positive': reached('', "model: { positive: 'no' }"),
  'registry.path': leaves('', 'registry: { path: versions }'),
  'outputs.path': leaves('', 'outputs: { path: results }'),
  'outputs.report': leaves('', 'outputs: { report: false }'),
  'outputs.charts': leaves('outputs: { charts: none }', 'outputs: { charts: svg }'),
  'logging.path': leaves('', 'logging: { path: elsewhere }'),
  'logging.level': leaves('logging: { level: info }', 'logging: { level: error }'),
  executor: { one: '', other: 'executor: worker', observe: executorOf },
  name: reached('', 'name: other'),
  seed: reached('', 'seed: 9'),
});
