/** φ₁: mean 0 and variance 1 over a uniform p. */
export const locationScore = (p: number): number => Math.sqrt(3) * (2 * p - 1);
/** φ₂, orthogonal to φ₁; high at both ends. */
export const spreadScore = (p: number): number => Math.sqrt(5) * (6 * p * p - 6 * p + 1);
