import { existsSync, readFileSync } from 'node:fs';

/** What the main thread has worked so far, in milliseconds: unlike the time that passed, the same on a busy machine. Linux only. */
const account = `/proc/self/task/${process.pid}/schedstat`;
export const countsWork = existsSync(account);
const worked = (): number => Number(readFileSync(account, 'latin1').split(' ')[0]) / 1e6;

/** From one turn of the event loop to the next, in milliseconds. */
export interface Turns {
  readonly passed: number[];
  /** What the main thread worked meanwhile; empty where that is not counted. */
  readonly worked: number[];
}

/**
 * Watches the event loop by a timer of 5 ms; call what it gives to stop. Unlike `monitorEventLoopDelay`, which counts the
 * time between `disable` and the next `enable` as one long turn, it may be stopped and begun anew.
 */
export function watchTurns(turns: Turns = { passed: [], worked: [] }): () => Turns {
  let [last, lastWorked] = [performance.now(), countsWork ? worked() : 0];
  let timer = setTimeout(turn, 5);
  function turn(): void {
    const now = performance.now();
    turns.passed.push(now - last);
    if (countsWork) {
      const nowWorked = worked();
      turns.worked.push(nowWorked - lastWorked);
      lastWorked = nowWorked;
    }
    last = now;
    timer = setTimeout(turn, 5);
  }
  return () => {
    clearTimeout(timer);
    return turns;
  };
}

/** The value that 99 of 100 do not pass. */
export const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
