import { edgeLimits } from '../../edge-limits.js';
import { DriftSenseError } from '../../errors.js';
import { limits } from '../../limits.js';
import { metricFamilies, type Family } from './families.js';
import type { MetricEvents } from './metric-events.js';
import { requireEach } from '../../require-given.js';

/** What metrics are taken from: a Monitor, or anything that tells the same events. */
export interface MetricSource {
  readonly name: string;
  /** Listens to an event. */
  on<E extends keyof MetricEvents>(event: E, listener: (payload: MetricEvents[E]) => void): unknown;
}

/** Metrics of some monitors, as Prometheus reads them. */
export interface PrometheusMetrics {
  /** Value of the `Content-Type` header. */
  readonly contentType: string;
  /** The page: every family with its help, type and samples. */
  text(): string;
}

/**
 * Counts what monitors tell from now on, for a page that Prometheus scrapes; opens no socket. Labels are the names of
 * monitors, columns, channels and words of closed lists, never values of rows; from the thousandth series on, further ones
 * are only counted.
 *
 * @throws DriftSenseError `OPTION_INVALID` for two monitors of one name, whose numbers would run together;
 *   `VALUE_OUT_OF_DOMAIN` for what is no monitor.
 * @example
 * const metrics = prometheus(monitor);
 * app.get('/metrics', (_request, reply) => reply.type(metrics.contentType).send(metrics.text()));
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4)
 */
export function prometheus(...monitors: readonly MetricSource[]): PrometheusMetrics {
  const samples = new Map<string, Map<string, number>>();
  let series = 0;
  let overflow = 0;

  function put(family: string, key: string, change: (before: number) => number): void {
    const known = samples.get(family) ?? new Map<string, number>();
    samples.set(family, known);
    if (!known.has(key)) {
      if (series === edgeLimits.metricSeries) {
        overflow++;
        return;
      }
      series++;
    }
    known.set(key, change(known.get(key) ?? 0));
  }

  requireEach(monitors, 'prometheus', 'a Monitor', 'name', 'on');
  for (const [at, monitor] of monitors.entries()) {
    if (monitors.findIndex(({ name }) => name === monitor.name) < at)
      throw new DriftSenseError('OPTION_INVALID', `prometheus: two monitors are called '${monitor.name}'`, {
        remedy: "give each a name of its own: new Monitor({ name: 'fraud', … })",
      });
    for (const family of metricFamilies) {
      const own = new Set<string>();
      const take = (labels: Readonly<Record<string, string>>, value: number) => {
        const key = labelText({ monitor: monitor.name, ...labels });
        put(family.name, key, (before) => (family.type === 'counter' ? before + value : value));
        own.add(key);
      };
      const forget = (): void => {
        for (const key of own) if (samples.get(family.name)?.delete(key)) series--;
        own.clear();
      };
      for (const labels of family.zero ?? []) take(labels, 0);
      family.watch(monitor, take, forget);
    }
  }

  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    text() {
      const pages = metricFamilies.flatMap((family) => page(family, samples.get(family.name)));
      return [...pages, ...page(overflowFamily, new Map([['', overflow]]))].map((line) => `${line}\n`).join('');
    },
  };
}

const overflowFamily = {
  name: 'driftsense_metric_overflow_total',
  help: `Samples left out because there are ${edgeLimits.metricSeries} series already.`,
  type: 'counter',
} as const;

function page(
  { name, help, type }: Pick<Family, 'name' | 'help' | 'type'>,
  known?: ReadonlyMap<string, number>,
): string[] {
  if (!known?.size) return [];
  const samples = Array.from(known, ([labels, value]) => `${name}${labels} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

/** `{monitor="fraud",column="amount"}`, escaped as the format says. Control characters have no place in a line. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${parts.join(',')}}`;
}

const escaped = (value: string): string =>
  value
    .slice(0, limits.nameCharacters)
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll(/\p{Cc}/gu, ' ');
