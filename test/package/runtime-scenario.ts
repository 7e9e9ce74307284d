import { adwin, compare, merge, Monitor, profile, track } from 'driftsense';

/** Profiles, judges, detects, saves and restores, and returns what came out as text: the same wherever it runs. */
export async function scenario(): Promise<string> {
  let seed = 1;
  const next = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff) / 0x7f_ff_ff_ff;
  const rows = (n: number, shift: number) => ({
    x: Float64Array.from({ length: n }, () => next() + next() + next() + shift),
    c: Array.from({ length: n }, () => 'abcd'[Math.floor(next() * 4)]!),
  });
  const reference = profile(rows(3_000, 0));
  const [first, second] = [rows(400, 0.4), rows(400, 0.4)];
  const merged = merge(profile(first, { on: reference }), profile(second, { on: reference }));
  const monitor = new Monitor({ reference });
  const report = await monitor.process(merged, { id: 'merged' });
  const restored = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), { reference });
  const again = await restored.process(rows(800, 0), { id: 'quiet' });
  const errors = track(adwin());
  const alarms: number[] = [];
  for (let i = 0; i < 4_000; i++)
    if (errors.observe({ error: next() < (i < 2_000 ? 0.1 : 0.4) ? 1 : 0 }).drift) alarms.push(i);
  return JSON.stringify({
    reference,
    merged,
    report,
    again,
    alarms,
    state: restored,
    once: compare(reference, rows(500, 0)),
  });
}
