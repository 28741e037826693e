import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sources } from './places.ts';

/** A `go` that is new enough for go.mod, and the environment that it takes. */
export interface Toolchain {
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** "go1.24.0" */
  readonly version: string;
}

/**
 * The machine's own Go, if go.mod is content with it; else the one that go.mod asks for, as a module that the machine's Go loads and checks. From 1.21 on
 * Go does so by itself. For an older one, as Debian 12 has, its steps are taken here.
 *
 * @see Go 1.24 cmd/go/internal/toolchain Exec
 */
export function goToolchain(): Toolchain {
  const wanted = /^go (\d+\.\d+\.\d+)$/m.exec(readFileSync(join(sources, 'go.mod'), 'utf8'))?.[1];
  if (wanted === undefined) throw new Error('go.mod names no version of Go');
  // From a folder without a go.mod: nothing but the machine's own is asked.
  const own = ask('go', ['env', 'GOVERSION'], { ...process.env, GOTOOLCHAIN: 'local' });
  const usual: NodeJS.ProcessEnv = { ...process.env, CGO_ENABLED: '0' };
  if (isAtLeast(own, wanted)) return { program: 'go', environment: usual, version: own };
  if (isAtLeast(own, '1.21.0')) return { program: 'go', environment: { ...usual, GOTOOLCHAIN: `go${wanted}` }, version: `go${wanted}` };
  const { GOROOT: _older, ...rest } = usual;
  return { program: join(loaded(wanted), 'bin', 'go'), environment: { ...rest, GOTOOLCHAIN: 'local' }, version: `go${wanted}` };
}

/** The root of a Go that was loaded as a module. What modules can't hold is made up for: programs are marked as such, and files called go.mod have another name. */
function loaded(version: string): string {
  const platform = `linux-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const { Dir: root } = JSON.parse(ask('go', ['mod', 'download', '-json', `golang.org/toolchain@v0.0.1-go${version}.${platform}`], process.env)) as { readonly Dir: string };
  for (const folder of ['bin', 'pkg/tool']) {
    const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path));
    for (const path of paths) if (statSync(path).isFile()) chmodSync(path, 0o755);
  }
  for (const folder of ['src', 'src/cmd']) {
    const [hidden, meant] = [join(root, folder, '_go.mod'), join(root, folder, 'go.mod')];
    if (!existsSync(hidden) || existsSync(meant)) continue;
    chmodSync(join(root, folder), 0o755);
    copyFileSync(hidden, meant);
  }
  return root;
}

function ask(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], { cwd: tmpdir(), env: environment, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return stdout.trim();
}

/** @param version as Go says it: "go1.22rc1", "go1.26.8" */
function isAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0, patch = 0] = (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0, leastPatch = 0] = wanted.split('.').map(Number);
  if (major !== leastMajor) return major > leastMajor;
  return minor !== leastMinor ? minor > leastMinor : patch >= leastPatch;
}
