/** Figures of one large job, measured once. */
export interface Large {
  readonly name: string;
  /** What is done. */
  readonly job: string;
  readonly figures: readonly {
    readonly what: string;
    readonly value: number;
    readonly unit: string;
    readonly goal?: string;
  }[];
  readonly load: string;
  readonly date: string;
}

/** Prints the figures as a line of JSON. */
export function sayLarge(large: Omit<Large, 'date'>): void {
  process.stdout.write(`${JSON.stringify({ ...large, date: new Date().toISOString().slice(0, 10) })}\n`);
}
