import { spawnSync } from 'node:child_process';

/** What a run of git gave. `code` null: git is not installed. */
export interface GitResult {
  readonly code: number | null;
  readonly output: Buffer;
}

/** Runs git in a folder, without a shell. Never takes a lock, asks for nothing and pages nothing. */
export function git(folder: string, args: readonly string[], input = ''): GitResult {
  const { status, stdout, error } = spawnSync('git', ['--no-optional-locks', '--no-pager', ...args], {
    cwd: folder,
    input,
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  });
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  return { code: isMissing ? null : (status ?? 1), output: stdout ?? Buffer.alloc(0) };
}
