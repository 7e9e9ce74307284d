/** The CUSUM that knows both error rates: the best there is when a change is to be found at a given run length. */
export interface BernoulliCusum {
  readonly before: number;
  readonly after: number;
  readonly limit: number;
}

const stepsOf = (before: number, after: number) => ({
  wrong: Math.log(after / before),
  right: Math.log((1 - after) / (1 - before)),
});

/** Row of the first alarm, 0-based. */
export function cusumAlarm(stream: Iterable<number>, { before, after, limit }: BernoulliCusum): number | undefined {
  const steps = stepsOf(before, after);
  let sum = 0;
  let row = 0;
  for (const x of stream) {
    sum = Math.max(0, sum + (x === 1 ? steps.wrong : steps.right));
    if (sum >= limit) return row;
    row += 1;
  }
  return undefined;
}

/** Mean number of rows to the first false alarm, by a Markov chain over 240 values of the sum (Brook & Evans 1972). */
export function cusumRunLength({ before, after, limit }: BernoulliCusum, states = 240): number {
  const { wrong, right } = stepsOf(before, after);
  const width = limit / states;
  // (I − Q) m = 1, by elimination; row i holds the equation of the i-th value.
  const equations = Array.from({ length: states }, (_, i) => {
    const equation = new Float64Array(states + 1);
    equation[i] = 1;
    equation[states] = 1;
    for (const [step, probability] of [
      [wrong, before],
      [right, 1 - before],
    ] as const) {
      // Between two values, by how near it is to each: rounding would change the drift of the sum, most where steps are small.
      const to = Math.max(0, i + step / width);
      const below = Math.floor(to);
      for (const [value, part] of [
        [below, 1 + below - to],
        [below + 1, to - below],
      ] as const)
        if (value < states) equation[value]! -= probability * part;
    }
    return equation;
  });
  for (let i = 0; i < states; i++)
    for (let j = i + 1; j < states; j++) {
      const factor = equations[j]![i]! / equations[i]![i]!;
      if (factor !== 0) for (let k = i; k <= states; k++) equations[j]![k]! -= factor * equations[i]![k]!;
    }
  for (let i = states - 1; i >= 0; i--) {
    const equation = equations[i]!;
    for (let k = i + 1; k < states; k++) equation[states]! -= equation[k]! * equations[k]![states]!;
    equation[states]! /= equation[i]!;
  }
  return equations[0]![states]!;
}

/** The CUSUM of a given run length. */
export function cusumOf(before: number, after: number, runLength: number): BernoulliCusum {
  let [low, high] = [0.5, 15];
  for (let step = 0; step < 30; step++) {
    const limit = (low + high) / 2;
    if (cusumRunLength({ before, after, limit }) < runLength) low = limit;
    else high = limit;
  }
  return { before, after, limit: high };
}
