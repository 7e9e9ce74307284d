/** Milliseconds of the periods that a budget may be for; a month is a twelfth of a year of 365.25 days. */
export const msPer = { day: 86_400_000, week: 7 * 86_400_000, month: 30.4375 * 86_400_000 } as const;
