/** An option that need not stand on the command line. */
export interface Setting {
  readonly option: string;
  /** Where it stands in sluice.yaml. */
  readonly path: readonly string[];
  readonly kind: 'text' | 'number' | 'switch' | 'list';
}

/** Approvals are not among them: whoever approves has seen what is approved. */
export const settings: readonly Setting[] = [
  { option: 'cluster', path: ['cluster'], kind: 'text' },
  { option: 'kubeconfig', path: ['kubeconfig'], kind: 'text' },
  { option: 'context', path: ['context'], kind: 'text' },
  { option: 'namespace', path: ['namespace'], kind: 'text' },
  { option: 'engine', path: ['engine'], kind: 'text' },
  { option: 'state', path: ['state', 'backend'], kind: 'text' },
  { option: 'state-namespace', path: ['state', 'namespace'], kind: 'text' },
  { option: 'parallelism', path: ['defaults', 'parallelism'], kind: 'number' },
  { option: 'lock-timeout', path: ['defaults', 'lock-timeout'], kind: 'number' },
  { option: 'on-deviation', path: ['defaults', 'on-deviation'], kind: 'text' },
  { option: 'fail-fast', path: ['defaults', 'fail-fast'], kind: 'switch' },
  { option: 'speed', path: ['defaults', 'speed'], kind: 'number' },
  { option: 'width', path: ['defaults', 'width'], kind: 'number' },
  { option: 'metric-address', path: ['metrics', 'aliases'], kind: 'list' },
  { option: 'metric-plugin', path: ['metrics', 'plugins'], kind: 'list' },
];

export function settingOf(option: string): Setting | undefined {
  return settings.find((setting) => setting.option === option);
}

/** "SLUICE_LOCK_TIMEOUT" */
export function variableOf(option: string): string {
  return `SLUICE_${option.toUpperCase().replaceAll('-', '_')}`;
}
