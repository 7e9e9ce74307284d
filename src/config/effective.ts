import type { LoadedConfig } from './check-config.js';

export const printConfig = ({ config }: LoadedConfig): string => JSON.stringify(config, null, 2);
