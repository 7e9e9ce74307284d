import { merge, parseWindowProfile, type Monitor, type WindowReport } from 'driftsense';

/** The one place that decides: adds up what the replicas counted in a period, and judges the sum as one window. */
export async function judgeParts(monitor: Monitor, window: string, parts: readonly string[]): Promise<WindowReport> {
  const counted = parts.map((part) => parseWindowProfile(JSON.parse(part)));
  return monitor.process(counted.reduce(merge), { id: window });
}
