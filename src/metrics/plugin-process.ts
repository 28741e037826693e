import { spawn } from 'node:child_process';
import { PortError, type Cancellation } from '../model/index.ts';
import { excerpt } from './answers.ts';
import type { Plugin } from './provider.ts';

const longestOutput = 1024 * 1024;

/**
 * Runs a plugin's program: the question on its standard input, the answer on its standard output.
 *
 * Throws PortError when it can't be started, ends in failure, writes too much, takes too long or is cancelled; then it is killed.
 */
export function runPlugin({ command, args, timeoutMs }: Extract<Plugin, { kind: 'executable' }>, name: string, question: string, signal: Cancellation): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let trouble: string | null = null;
    const stop = (why: string): void => {
      trouble ??= why;
      child.kill('SIGKILL');
    };
    const cancel = (): void => stop('was not run to its end: the measurement was cancelled');
    const timer = setTimeout(() => stop(`gave no answer within ${timeoutMs / 1000} s`), timeoutMs);
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      finish();
    };
    const fail = (text: string): void => settle(() => reject(new PortError('unavailable', `The plugin ${name} ${text}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.length > longestOutput) stop('writes more than 1 MB');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-longestOutput)));
    child.on('error', (error: NodeJS.ErrnoException) => fail(`can't be started: ${error.code === 'ENOENT' ? `there is no program ${command}` : error.code === 'EACCES' ? `${command} may not be run` : 'the system refuses'}.`));
    child.on('close', (code) => {
      if (trouble !== null) return fail(`${trouble}.`);
      if (code !== 0) return fail(`ended with code ${code}.${err.trim() === '' ? '' : ` It says: ${excerpt(err)}`}`);
      settle(() => resolve(out));
    });
    // A plugin that does not read its input is none the worse for it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(question);
  });
}
