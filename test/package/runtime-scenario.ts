import {
  adwin,
  compare,
  ddm,
  defineSchema,
  hddmA,
  stepd,
  memoryAlerter,
  memoryCheckpoint,
  memoryClock,
  merge,
  Monitor,
  pageHinkley,
  profile,
  track,
  type MonitorEvents,
  type MonitorOptions,
  type Table,
} from 'driftsense';

/** The same uniform numbers wherever it runs: whole numbers below 2 ** 31, divided. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff) / 0x7f_ff_ff_ff;
}

const next = uniforms(1);
const rows = (n: number, shift: number) => ({
  x: Float64Array.from({ length: n }, () => next() + next() + next() + shift),
  c: Array.from({ length: n }, () => 'abcd'[Math.floor(next() * 4)]!),
});

/** Profiles, judges, detects, serves, saves and restores, and returns what came out as text: the same wherever it runs. */
export async function scenario(): Promise<string> {
  return JSON.stringify({ ...(await judged()), alarms: detected(), service: await served() });
}

/** Profiles of two replicas merged and judged, the monitor restored from text, and one comparison without a monitor. */
async function judged() {
  const reference = profile(rows(3_000, 0));
  const [first, second] = [rows(400, 0.4), rows(400, 0.4)];
  const merged = merge(profile(first, { on: reference }), profile(second, { on: reference }));
  const monitor = new Monitor({ reference });
  const report = await monitor.process(merged, { id: 'merged' });
  const restored = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), { reference });
  const again = await restored.process(rows(800, 0), { id: 'quiet' });
  return { reference, merged, report, again, state: restored, once: compare(reference, rows(500, 0)) };
}

/** Where each detector sees the share of errors jump at row 2,000 of 4,000. */
function detected(): number[][] {
  const errors = Array.from({ length: 4_000 }, (_, i) => (next() < (i < 2_000 ? 0.1 : 0.4) ? 1 : 0));
  const detectors = [track(adwin()), track(ddm()), track(hddmA()), track(stepd()), track(pageHinkley())];
  return detectors.map((tracked) => errors.flatMap((error, i) => (tracked.observe({ error }).drift ? [i] : [])));
}

const day = 86_400_000;

/** Rows one by one with labels days later, restarted from a checkpoint in the middle: what is told, and the state at the end. */
async function served() {
  const clock = memoryClock(10 * day);
  const alerter = memoryAlerter();
  const told: [keyof MonitorEvents, unknown][] = [];
  const states: unknown[] = [];
  const options = {
    schema: defineSchema({ x: 'numeric', c: 'categorical', guess: 'prediction', label: 'label' }),
    reference: labelled(2_000, 0, 0.1),
    window: { rows: 200 },
    concept: adwin({ direction: 'increase' }),
    alerters: [alerter],
    checkpoint: memoryCheckpoint(),
    clock,
  } satisfies MonitorOptions;
  for (const [life, wrong] of [0.1, 0.4].entries()) {
    const monitor = new Monitor(options);
    for (const event of ['window', 'drift', 'concept', 'performance', 'alert', 'listenerError', 'error'] as const)
      monitor.on(event, (payload) => told.push([event, payload]));
    for (let window = 0; window < 5; window++) {
      const { x, c, guess, label } = labelled(200, 0.5 * life, wrong);
      const id = (i: number) => `${life}/${window}/${i}`;
      x.forEach((_, i) => monitor.observe({ x: x[i], c: c[i], guess: guess[i] }, { id: id(i), modelVersion: 1 }));
      await monitor.settled();
      await clock.advance(day / 24);
      label.forEach((value, i) => monitor.label(id(i), { label: value }));
    }
    await clock.advance(3 * day);
    await monitor.tick();
    await monitor.close();
    // Not the rows that wait for labels: they are kept under a key that is new each time.
    states.push({ ...monitor.toJSON(), labels: monitor.labelCounts() });
  }
  return { told, messages: alerter.messages, states };
}

function labelled(n: number, shift: number, wrong: number) {
  const { x, c } = rows(n, shift);
  const guess = Array.from(x, (value) => (value > 1.5 ? 'yes' : 'no'));
  const label = guess.map((said) => (next() < wrong === (said === 'yes') ? 'no' : 'yes'));
  return { x, c, guess, label } satisfies Table;
}
