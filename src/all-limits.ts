import { edgeLimits } from './edge-limits.js';
import { limits as inner } from './limits.js';

/** Every cap of the library, in one table. Options override them. */
export const limits = { ...inner, ...edgeLimits } as const;
