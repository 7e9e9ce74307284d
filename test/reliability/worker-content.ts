/** Some kilobytes that only this key has. */
export const contentOf = (key: string): string => `${key};`.repeat(400);
