import type { PauseQuestion, People } from '../apply/index.ts';
import { plainDuration } from '../lang/index.ts';
import type { Terminal } from './terminal.ts';

/** The person at this terminal, who is shown `atPause` above the question. The library that asks is loaded with the first question. */
export function peopleAtTerminal(shown: { readonly terminal: Terminal; readonly atPause: (question: PauseQuestion) => string }): People {
  const inTurn = oneAtATime();
  const choose = (above: string, ...[message, choices, signal]: Parameters<typeof select>) =>
    inTurn(() => {
      if (signal.aborted) return Promise.resolve(null);
      shown.terminal.out(above);
      return select(message, choices, signal);
    });
  return {
    async atPause(question, signal) {
      const answer = await choose(`\n${shown.atPause(question)}\n`, pauseText(question), [
        { title: 'promote', description: 'go on with the next step', value: 'promote' },
        { title: 'abort', description: 'go back to the stable version', value: 'abort' },
        { title: 'leave', description: 'keep the state and end here; sluice apply goes on', value: 'leave' },
      ], signal);
      return answer === 'promote' || answer === 'abort' ? answer : 'leave';
    },
    async atSuspend({ program, nodes }, signal) {
      const missing = nodes.flatMap((node) => node.missing.map((name) => `${node.displayName}.${name}`));
      const resume = { title: 'resume', description: 'let it go on', value: 'resume' };
      const answer = await choose('', `${program} is suspended${nodes.length === 0 ? '' : ` at ${nodes.map(({ displayName }) => displayName).join(', ')}`}${missing.length === 0 ? '' : `; sluice set gives ${missing.join(', ')} a value first`}`, [
        ...(missing.length === 0 ? [resume] : []),
        { title: 'stop', description: 'end it; its exit handler still runs', value: 'stop' },
        { title: 'leave', description: 'keep the state and end here; sluice resume goes on', value: 'leave' },
      ], signal);
      return answer === 'resume' || answer === 'stop' ? answer : 'leave';
    },
    async atDeviation({ program, text }, signal) {
      const answer = await choose('', `${program} differs from the plan: ${text}`, [
        { title: 'halt', description: 'keep the state and end here', value: 'halt' },
        { title: 'continue', description: 'accept the difference; the rest of the plan no longer binds', value: 'continue' },
      ], signal);
      return answer === 'continue' ? 'continue' : 'halt';
    },
  };
}

/** "default/Rollout/web waits at step 2, stage 1 of 3 (setWeight 20), for 5 s; 1 min 3 s since it began" */
function pauseText({ program, step, title, stage, pausedMs, runningMs }: PauseQuestion): string {
  const where = title === '' ? '' : `, stage ${stage.ordinal} of ${stage.of} (${title})`;
  return `${program} ${step === null ? 'was paused' : `waits at step ${step + 1}`}${where}, for ${spoken(pausedMs)}; ${spoken(runningMs)} since it began`;
}

function spoken(ms: number): string {
  return plainDuration(Math.round(Math.max(0, ms) / 1000) * 1000);
}

/** Programs are carried out side by side, but a terminal shows one question. */
function oneAtATime(): <T>(ask: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (ask) => {
    const answer = last.then(ask);
    last = answer.catch(() => {});
    return answer;
  };
}

async function select(message: string, choices: readonly { readonly title: string; readonly description: string; readonly value: string }[], signal: AbortSignal): Promise<string | null> {
  const { default: prompts } = await import('prompts');
  let withdraw: (() => void) | null = null;
  const asked = prompts({ type: 'select', name: 'answer', message, choices: [...choices], onRender() { withdraw ??= () => void (this as unknown as { abort?: () => void }).abort?.(); } });
  const stop = (): void => withdraw?.();
  signal.addEventListener('abort', stop);
  try {
    const { answer } = (await asked) as { readonly answer?: string };
    return answer ?? null;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** `yes`, written out, as before anything that changes a cluster. */
export async function asksYes(question: string): Promise<boolean> {
  const { default: prompts } = await import('prompts');
  const { answer } = (await prompts({ type: 'text', name: 'answer', message: `${question} Only 'yes' goes on:` })) as { readonly answer?: string };
  return answer?.trim() === 'yes';
}

