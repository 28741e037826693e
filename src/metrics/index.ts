/**
 * Where measurements come from and what they mean.
 *
 * Loaded only when something is measured, and each provider when it is first asked. Trouble with a source is an Error measurement, never thrown,
 * and no message or value holds a secret.
 */
export { aliasTrouble, type AddressAliases } from './addresses.ts';
export { assess } from './assess.ts';
export { clusterSecrets } from './cluster-secrets.ts';
export { readPast, type Past, type PastRange } from './past.ts';
export type { PortForwarder } from './http/index.ts';
export type { Plugin, PluginRegistry, SecretFields } from './provider.ts';
export { openMetricSource, type MetricSurroundings } from './source.ts';
