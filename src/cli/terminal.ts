import { isatty } from 'node:tty';

/** Where a command reads and writes. Tests have one of their own. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Trouble and progress, which must not mix with results. */
  err(text: string): void;
  /** Whether results may be coloured. */
  readonly color: boolean;
  /** Whether trouble may be coloured. */
  readonly errColor: boolean;
  /** Columns to write results for. */
  readonly width: number;
  /** Whether a person sits in front of it, who can be asked. */
  readonly isInteractive: boolean;
  stdin(): Promise<Uint8Array>;
}

const defaultWidth = 100;

/**
 * The terminal of this process.
 *
 * A reader that goes away (`sluice plan | head`) is no error: what is written after that is dropped, and the command runs to its end.
 */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: mayColor(1),
    errColor: mayColor(2),
    width: process.stdout.columns ?? defaultWidth,
    // Not process.stdin.isTTY: that would open standard input.
    isInteractive: isatty(0) && isatty(2),
    stdin: readAll,
  };
}

/** @see https://no-color.org */
function mayColor(descriptor: number): boolean {
  const { NO_COLOR, TERM } = process.env;
  return isatty(descriptor) && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
