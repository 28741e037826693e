import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupRoot } from './places.ts';

const mounted = '/sys/fs/cgroup';

/** One folder for each controller (cgroup v1), or one for all (v2). */
function hierarchies(): readonly string[] {
  if (existsSync(join(mounted, 'cgroup.controllers'))) return [mounted];
  return readdirSync(mounted)
    .map((name) => join(mounted, name))
    .filter((path) => statSync(path).isDirectory());
}

export function makeCgroups(): void {
  for (const hierarchy of hierarchies()) {
    const path = join(hierarchy, cgroupRoot);
    mkdirSync(path, { recursive: true });
    // A cpuset begins without a single CPU.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(path, file)) && existsSync(join(path, 'tasks'))) writeFileSync(join(path, file), readFileSync(join(hierarchy, file)));
    }
  }
}

/** Bottom up: a group with groups in it can't be removed. One that still has a process stays. */
export function removeCgroups(): void {
  for (const hierarchy of hierarchies()) removeTree(join(hierarchy, cgroupRoot));
}

function removeTree(path: string): void {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) removeTree(join(path, entry.name));
  try {
    rmdirSync(path);
  } catch {
    // A process in it is about to end, and takes nothing with it.
  }
}
