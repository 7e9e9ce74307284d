// 'driftsense/node': everything of 'driftsense', plus files, mail and configuration.
export * from './index.js';

// ports

// source

// act

// show

// config
