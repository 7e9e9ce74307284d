/** What each key of the configuration file does. The page of keys cannot be made while one is missing here, or too many. */
export const configNotes: Readonly<Record<string, string>> = {
  preset:
    '`budget`: one alarm budget over all columns. `thresholds`: fixed thresholds per test. Without this key, any key of `drift` selects `thresholds`.',
  'drift.thresholds.ks_pvalue_lt':
    'Kolmogorov–Smirnov breaches when its p-value is below. `null` switches the test off.',
  'drift.thresholds.js_divergence_gt':
    'Jensen–Shannon divergence, in nats over 20 equal-width bins of the reference range, breaches when above.',
  'drift.thresholds.psi_gt': 'Population stability index over the reference deciles breaches when above.',
  'drift.thresholds.chi2_pvalue_lt': 'Chi-square breaches when its p-value is below.',
  'drift.aggregate_rule':
    'A window drifts when `any` column breaches, or when at least half do (`majority`). See [presets](presets.md).',
  'concept_drift.detector':
    'Name of a [detector](detectors.md), fed with the 0/1 errors of the model where labels are present.',
  'concept_drift.adwin_delta': 'δ of ADWIN.',
  'concept_drift.options': 'Options of the detector, in snake_case.',
  'concept_drift.fallback':
    'Detector that stands in once the first is out of service: it cannot start, or failed three times in a row. Told by a warning and in every report from then on.',
  'retraining.enabled': 'With `false` drift is flagged and told, nothing else.',
  'retraining.retrain_on': 'What justifies a retraining.',
  'retraining.strategy': '`append`: training rows and triggering windows. `replace`: triggering windows only.',
  'retraining.min_drift_windows':
    'Drifted windows in a row that justify a retraining; the short form of `confirm` with `of` = `windows`.',
  'retraining.mode': '`suggest`: say so. `candidate`: train and gate, a person promotes. `auto`: what passes serves.',
  'retraining.confirm.windows': 'Drifted windows needed …',
  'retraining.confirm.of': '… of the last so many.',
  'retraining.cooldown_windows': 'Windows to wait after a training run.',
  'retraining.max_per_day':
    'Training runs per day at most; `null`: no limit. [Why the presets differ](decisions/0005-no-daily-limit-under-thresholds.md).',
  'retraining.timeout': 'Time a training run may take, such as `90s` or `10m`.',
  'retraining.min_rows': 'Rows a training run needs at least.',
  'retraining.holdout': 'Share of the newest rows kept from training, on which the gate compares.',
  'retraining.gate':
    'Whether only what passes the [gate](retraining.md#the-gate) serves, or how it decides besides its evidence: `{segments: {columns: [country], max_regression: {accuracy: 0.02}, min_rows: 100}}`, `{once: {min_improvement: 0, max_regression: {log_loss: 0.05}}}`, or both. `min_improvement` is a figure for the accuracy (of numbers the mean bounded loss), or one per metric that must be better: `{auc: 0.01}`; in `segments` per metric.',
  'alerting.slack.enabled': 'Send to Slack.',
  'alerting.slack.webhook_url':
    'The incoming webhook; https only. Take it from the environment: `${SLACK_WEBHOOK_URL}`.',
  'alerting.email.enabled': 'Send by e-mail (needs the package `nodemailer`).',
  'alerting.email.smtp_host': 'Mail server.',
  'alerting.email.smtp_port': 'Its port.',
  'alerting.email.username': 'Login, if the server wants one.',
  'alerting.email.password': 'Take it from the environment.',
  'alerting.email.from_addr': 'Sender.',
  'alerting.email.to_addrs': 'Recipients: a list, or one text with commas.',
  'alerting.email.require_tls': 'Refuse servers that offer no TLS.',
  'alerting.webhook.enabled': 'Post each alert as JSON.',
  'alerting.webhook.url': 'Where to.',
  'alerting.on_missing_secret':
    'When an enabled channel lacks its secret: say loudly what would be sent, or stop at the start.',
  'alerting.remind_every': 'Drifted windows between reminders; `false`: none.',
  'alerting.clear_after': 'Stable windows after which an alert is closed.',
  'alerting.performance_tolerance':
    'Rise of the mean loss over that of the validation (share of wrong predictions) that is no alert; `false`: no alert on performance.',
  'alerting.link': 'Address of a dashboard or report, added to every message.',
  'alerting.promotions':
    'Whether promotions, rollbacks and what the gate decided are told. Default: yes, but not under `preset: thresholds`, which promotes what it trains.',
  'data.reference': 'The rows windows are compared with. Paths start at the file’s folder.',
  'data.reference_is_training_data':
    '`true`: the model was trained on these rows. What the reference holds of its scores and predictions looks too good then: said at the start and among the guarantees.',
  'data.stream': 'The files to judge, in number order; a pattern or a list.',
  'data.label': 'Column with the label. Without this key a column `label` is the label, where there is one.',
  'data.labels':
    'Files of [labels](labels.md) that came later: a path or a pattern; columns `data.id` and `data.label`, joined by the first. Read at the start.',
  'data.id': 'Column that names each row.',
  'data.timestamp': 'Column with the time of each row.',
  'data.delimiter': 'Between fields.',
  'data.decimal': 'Decimal mark.',
  'data.missing': 'Texts that mean “missing”, besides the empty cell (and NA, N/A, NaN, null in numeric columns).',
  'data.encoding': 'Of the bytes.',
  'data.ragged': 'Records with too few or too many fields: refuse the file, or count and skip them.',
  columns: 'Settings per column, by name.',
  'columns.*.type': 'Instead of the inferred type.',
  'columns.*.role': 'What the column is for.',
  'columns.*.test': 'Name of the [test](tests.md) that decides for this column.',
  'columns.*.threshold': 'Fixed threshold of that test; takes the column out of the alarm budget.',
  'columns.*.tolerance': 'Tolerated change on the PSI scale; .05 unless set.',
  'columns.*.missing_tolerance': 'Tolerated change of the missing share; .02 unless set.',
  'columns.*.weight':
    'Share of the alarm budget beside the other columns, 1 unless set: 2 has twice the share, the whole stays the same. By weighted Holm, or as `correction` says.',
  'columns.*.enabled': '`false`: shown, never judged.',
  'columns.*.missing': 'Missing cells are a question of their own, a category, or nothing.',
  'columns.*.labels': '`redact`: categories are hashed and values left out everywhere.',
  'alarm_budget.false_alarms': 'False-alarm windows allowed …',
  'alarm_budget.per':
    '… per so many windows (`{windows: 100}`), rows, of which half is kept [row by row](sequential.md), or per `day`, `week`, `month`.',
  correction: 'How the budget is shared among columns. `none` gives no guarantee.',
  window:
    '`file`, `{rows: 2000}`, or `{every: 1d, time_zone: …, allowed_lateness: …, min_rows: …, max_periods: …}`, which needs `data.timestamp` and may have `rows` too, at which it closes early. A last window that is not full is told without a verdict (`trailing: report`); `merge` adds it to the one before, `drop` leaves it out, `judge` [judges it as if it were full](decisions/0019-short-windows-with-verdicts.md). Files are read again for retraining; of other windows the newest 200,000 rows are kept for it.',
  reference_mode:
    'What windows are compared with, and [over what the budget is kept](choosing.md#a-reference-of-your-own): the reference, on average over references; the reference, for 95 of 100 of them; the reference and all windows before that did not alarm.',
  'model.trainer': 'Name of the trainer.',
  'model.options': 'Its options, in snake_case.',
  'model.decision_threshold': 'Score from which the prediction is the positive class.',
  'model.positive': 'The label that counts as 1.',
  'registry.path': 'Folder of model versions.',
  'outputs.path': 'Folder of results, flags, charts and report.',
  'outputs.report': 'Write report.html.',
  'outputs.charts': 'Which charts to draw (`png` needs the package `@resvg/resvg-js`).',
  'logging.path': 'Folder of the JSON log.',
  'logging.level': 'Least level that is logged.',
  executor: 'Where the rows of large windows are counted: here, or in threads (`worker`). Reports are the same.',
  name: 'Label in alerts, logs and files.',
  seed: 'Same seed, same results.',
};
