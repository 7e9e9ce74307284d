import { circumstances, type Circumstances } from './circumstances.js';

/** Figures of one large job, measured once. */
export interface Large extends Circumstances {
  readonly name: string;
  /** What is done. */
  readonly job: string;
  readonly figures: readonly {
    readonly what: string;
    readonly value: number;
    readonly unit: string;
    /** Its goal. */
    readonly most?: number;
  }[];
}

/** Prints the figures as a line of JSON. */
export function sayLarge(large: Pick<Large, 'name' | 'job' | 'figures'>, load: string): void {
  process.stdout.write(`${JSON.stringify({ ...large, ...circumstances(load) })}\n`);
}
