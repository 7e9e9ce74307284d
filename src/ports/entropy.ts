/** A text that nobody can guess, for keys. */
export const entropy = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
