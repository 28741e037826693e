import { spawnSync } from 'node:child_process';
import { sluiceFile } from './sluice-process.ts';

/** Whether there is a program that gives a test a real terminal. */
export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let count = 0;

/** A terminal with a person in front of it. */
export interface Terminal {
  /** What the screen shows, and what has left it at the top. */
  screen(): string;
  /** Waits until the screen shows this. */
  shows(text: string | RegExp): Promise<void>;
  /** Presses keys, by tmux's names: Enter, Down, C-c, or text. */
  press(...keys: readonly string[]): void;
  /** Waits for the end, and gives the exit code. */
  ended(): Promise<number>;
  close(): void;
}

const patienceMs = 120_000;

/** Runs sluice in a terminal of 120 by 50. It has a server of its own, which `close` ends. */
export function atTerminal(folder: string, ...args: readonly string[]): Terminal {
  const socket = `sluice-test-${process.pid}-${++count}`;
  const tmux = (...rest: readonly string[]): string => spawnSync('tmux', ['-L', socket, ...rest], { encoding: 'utf8' }).stdout;
  const quoted = [process.execPath, sluiceFile(), ...args].map((part) => `'${part}'`).join(' ');
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '50', '-c', folder, `${quoted}; echo "exit code $?"; sleep 60`);
  const screen = (): string => tmux('capture-pane', '-p', '-J', '-S', '-500');
  const shows = async (text: string | RegExp): Promise<void> => {
    const until = Date.now() + patienceMs;
    for (;;) {
      const seen = screen();
      if (typeof text === 'string' ? seen.includes(text) : text.test(seen)) return;
      if (Date.now() > until) throw new Error(`the terminal never showed ${String(text)}:\n${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    screen,
    shows,
    press: (...keys) => void tmux('send-keys', ...keys),
    async ended() {
      await shows(/exit code \d+/);
      return Number(/exit code (\d+)/.exec(screen())?.[1]);
    },
    close: () => void tmux('kill-server'),
  };
}
