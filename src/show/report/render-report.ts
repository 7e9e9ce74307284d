import * as z from 'zod/mini';
import type { ModelVersion } from '../../contracts/registry.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { parseOptions } from '../../options.js';
import { Markup, markup } from '../markup.js';
import { countOf } from '../number-text.js';
import type { ChartContext } from '../series.js';
import { columnsSection } from './columns-section.js';
import { performanceSection, retrainingSection } from './model-section.js';
import { qualitySection } from './quality-section.js';
import { reportStyle } from './report-style.js';
import { reportView, type ReportView } from './report-view.js';
import { sequentialSection } from './sequential-section.js';
import { settingsSection } from './settings-section.js';
import { topSection } from './top-section.js';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const onset = z.union([z.string(), z.int().check(z.gte(0))]);

const reportInput = z.strictObject({
  /** Name of the monitor. */
  monitor: z.string(),
  /** Window reports in order. */
  reports: z.readonly(z.array(z.custom<WindowReport>(isObject, 'expected a WindowReport'))),
  /** Id of the window whose verdict is the headline. Default: the last that was judged. */
  window: z.optional(z.string()),
  /** Columns with pictures; the others are listed. Default: as many as keep the file small, 6 to 40. */
  drawn: z.optional(z.int().check(z.gte(1), z.lte(1_000))),
  /** Onsets of a synthetic stream, drawn as lines. */
  truth: z.optional(
    z.readonly(
      z.strictObject({
        features: z.optional(z.readonly(z.array(z.readonly(z.strictObject({ column: z.string(), onset }))))),
        concept: z.optional(z.readonly(z.strictObject({ onset }))),
      }),
    ),
  ),
  /** Promotions, for reports that do not name their model version. */
  promotions: z._default(z.readonly(z.array(z.readonly(z.strictObject({ window: z.string(), version: z.int() })))), []),
  /** Model versions of the registry, for the history. */
  versions: z._default(z.readonly(z.array(z.custom<ModelVersion>(isObject, 'expected a ModelVersion'))), []),
  /** Settings worth printing, by name. */
  settings: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  /** When the report was made, as it should be printed. Default: not printed, so that the same input gives the same bytes. */
  madeAt: z.optional(z.string()),
});
/** What a report page is made of. */
export interface ReportInput extends z.input<typeof reportInput> {}

/**
 * Renders everything the windows of one monitor led to as a single HTML file: no script, no network, no row, every name
 * escaped. The headline and the table under it are written from the same value. Opens from disk and from a mail.
 *
 * @returns The page; under 0.3 MB for everyday monitors, under 2 MB for 1,000 columns over 365 windows.
 * @throws DriftSenseError `OPTION_INVALID`; `VALUE_OUT_OF_DOMAIN` for a report that is none.
 * @example await writeFile('report.html', renderReport({ monitor: 'flights', reports }));
 */
export function renderReport(input: ReportInput): string {
  const { truth, promotions, madeAt, ...rest } = parseOptions(reportInput, input, 'renderReport');
  const context: ChartContext = {
    promotions,
    ...(truth && {
      truth: { ...(truth.features && { features: truth.features }), ...(truth.concept && { concept: truth.concept }) },
    }),
  };
  const view = reportView({ ...rest, context });
  const body = view
    ? markup`${topSection(view)}${graver(view)}${sequentialSection(view)}${performanceSection(view)}${retrainingSection(view)}${settingsSection(view)}`
    : markup`<header class="top undecided"><h1>No window has been judged yet.</h1><p class="muted">${rest.monitor}</p></header>`;
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${rest.monitor}: drift report</title><style>${new Markup(reportStyle)}</style></head><body><main>${body}<footer>driftsense · ${countOf(rest.reports.length, 'window')}${madeAt !== undefined && ` · ${madeAt}`} · aggregates only, no script, no network</footer></main></body></html>
`.text;
}

/** Columns, then data quality; the other way round when it is the data quality alone that flags the window. */
function graver(view: ReportView): readonly Markup[] {
  const [columns, quality] = [columnsSection(view), qualitySection(view)];
  const { byVerdict, quality: alarms } = view.judged;
  return byVerdict.drift.length === 0 && alarms.length > 0 ? [quality, columns] : [columns, quality];
}
