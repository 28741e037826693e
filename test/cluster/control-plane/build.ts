import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imageArchive } from './images.ts';
import { kubernetesVersion, places, sources } from './places.ts';
import { goToolchain, type Toolchain } from './toolchain.ts';

const weekMs = 7 * 24 * 60 * 60_000;

const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kubectl'];

export function isBuilt(): boolean {
  return existsSync(places.images);
}

/** Builds programs and images, if these very sources were not built before. @returns whether there was something to build */
export function build(): boolean {
  if (isBuilt()) return false;
  const unfinished = `${places.build}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const toolchain = goToolchain();
  console.log(`building with ${toolchain.version}`);
  try {
    go(toolchain, ['-ldflags', versionFlags(), '-o', join(unfinished, 'kubernetes'), '.']);
    for (const name of ['pause', 'write']) go(toolchain, ['-ldflags', '-s -w', '-o', join(unfinished, name), `./${name}`]);
    for (const name of names) symlinkSync('kubernetes', join(unfinished, name));
    writeFileSync(join(unfinished, 'images.tar'), imageArchive({ pause: join(unfinished, 'pause'), write: join(unfinished, 'write') }));
    renameSync(unfinished, places.build);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  forgetOthers();
  return true;
}

/** The programs ask each other for their versions, and a build from modules has none. */
function versionFlags(): string {
  const version = kubernetesVersion();
  const [major, minor] = version.replace('v', '').split('.');
  const stamped = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean', gitCommit: 'modules' };
  const flags = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => Object.entries(stamped).map(([name, value]) => `-X ${path}.${name}=${value}`));
  return `-s -w ${flags.join(' ')}`;
}

function go({ program, environment }: Toolchain, args: readonly string[]): void {
  const { status, error } = spawnSync(program, ['build', '-trimpath', ...args], { cwd: sources, stdio: 'inherit', env: environment });
  if (error) throw error;
  if (status !== 0) throw new Error(`go build ${args.at(-1)} ended with ${status}`);
}

/** A build is 140 MB: those of other sources go when nobody made one for a week. */
function forgetOthers(): void {
  const folder = dirname(places.build);
  for (const name of readdirSync(folder)) {
    if (/^build-[0-9a-f]{16}$/.test(name) && statSync(join(folder, name)).mtimeMs < Date.now() - weekMs) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
