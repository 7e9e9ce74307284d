/** Windows where none are asked for, and of observed rows where windows are files: such rows are in none. */
export const defaultWindow = { rows: 2_000 } as const;
