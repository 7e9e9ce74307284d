/** The version of this package, written into every saved state. */
export const version: string = '0.0.0';
