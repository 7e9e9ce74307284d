import { circumstances, presentLoad, type Circumstances } from './circumstances.js';
import { spreadOf, type Spread } from './measure.js';
import type { Absent, Answer, Side } from './peer.js';

/** Two sides that do the same job. */
export interface Pair {
  readonly name: string;
  /** What the job is, in a sentence. */
  readonly job: string;
  /**
   * The tasks of the job, and how often it does each. `[1, 29]`: it is done twice a round, and the second time stands for 29
   * of the job, as what comes first after another task costs more than what follows.
   */
  readonly tasks: Readonly<Record<string, number | readonly number[]>>;
  /** Which time is compared: that of the processor, unless a side works with several threads. Default `processor`. */
  readonly by?: 'processor' | 'clock';
  /** The ratio to reach, where one is set. */
  readonly goal?: number;
  /** Times both sides do each task in turns. */
  readonly rounds: number;
  /** Times ours does its tasks before it is measured; the peer does each once. */
  readonly warm: number;
  /** Windows that are taken in turn. Default 1. */
  readonly windows?: number;
  readonly ours: Side;
  readonly peer: Side | Absent;
  /** Says what is wrong when the sides, whose findings are given as text, have not found the same. */
  readonly differ: (ours: string, peer: string) => string | undefined;
}

/** What a pair showed: kept in `results.json`. */
export type PairResult = Pick<Pair, 'name' | 'job' | 'goal'> &
  Circumstances & { readonly peer: string } & (
    | { readonly notRun: string }
    | {
        readonly by: 'processor' | 'clock';
        readonly rounds: number;
        /** The peer's time over ours, of each round. */
        readonly ratio: Spread;
        /** Milliseconds of one job. */
        readonly ours: Spread;
        readonly theirs: Spread;
      }
  );

/** Runs a pair in turns, ours, peer, peer, ours and so on, and prints its result as a line of JSON. */
export async function comparePair(pair: Pair): Promise<void> {
  const { name, job, goal, peer } = pair;
  const about = { name, job, ...(goal !== undefined && { goal }), ...circumstances(presentLoad()) };
  if ('notRun' in peer) say({ ...about, peer: peer.package, notRun: peer.notRun });
  else {
    try {
      say({ ...about, peer: `${peer.package} ${peer.version}`, ...(await inTurns(pair, pair.ours, peer)) });
    } finally {
      peer.close();
    }
  }
}

async function inTurns(pair: Pair, ours: Side, peer: Side) {
  const { tasks, by = 'processor', rounds, windows = 1, warm } = pair;
  const names = Object.keys(tasks);
  const parts = Object.entries(tasks).flatMap(([task, times]) => [times].flat().map((of) => [task, of] as const));
  for (let i = 0; i < warm; i++) for (const task of names) await ours.ask(task, i % windows);
  for (const task of names) await peer.ask(task, 0);
  const times: { ours: number; peer: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const total = { ours: 0, peer: 0 };
    for (const [part, [task, of]] of parts.entries()) {
      const ask = async (who: 'ours' | 'peer'): Promise<Answer> => {
        const answer = await (who === 'ours' ? ours : peer).ask(task, (round + part) % windows);
        total[who] += of * answer[by];
        return answer;
      };
      const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
      const first = await ask(order[0]);
      const second = await ask(order[1]);
      const [mine, other] = round % 2 === 0 ? [first, second] : [second, first];
      const wrong = pair.differ(String(mine.found), String(other.found));
      if (wrong !== undefined) throw new Error(`${pair.name}, ${task}: ${wrong}`);
    }
    times.push(total);
  }
  return {
    by,
    rounds,
    ratio: spreadOf(times.map((time) => time.peer / time.ours)),
    ours: spreadOf(times.map((time) => time.ours)),
    theirs: spreadOf(times.map((time) => time.peer)),
  };
}

const say = (result: PairResult): void => void process.stdout.write(`${JSON.stringify(result)}\n`);
