/**
 * What `driftsense` is where Node resolves it: the same names, and channels that see what a host name leads to. Only the
 * build uses this file (`tsup.config.ts`); the types are those of `index.ts`.
 */

export * from './index.js';
export { slack, webhook } from './act/alert/channels/http-channels.node.js';
