/** Takes all steps of a computation at once whose steps can be taken with turns of the event loop in between. */
export function allSteps<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
