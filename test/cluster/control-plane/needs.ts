import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isBuilt } from './build.ts';

/** Programs that a control plane with a node takes, and those that building it takes. */
export const programs = { running: ['openssl', 'containerd', 'ctr', 'runc', 'ip'], building: ['go', 'busybox'] } as const;

/** What this machine lacks to build and run a control plane with a node, in words; empty: nothing. */
export function whatIsMissing(): readonly string[] {
  const missing: string[] = [];
  if (process.platform !== 'linux') return ['this is no Linux'];
  if (process.getuid?.() !== 0) missing.push('this is not root');
  for (const program of [...programs.running, ...(isBuilt() ? [] : programs.building)]) if (spawnSync('which', [program]).status !== 0) missing.push(`there is no ${program}`);
  for (const plugin of ['bridge', 'host-local', 'loopback']) if (!existsSync(`/usr/lib/cni/${plugin}`)) missing.push(`there is no CNI plugin ${plugin}`);
  return missing;
}
