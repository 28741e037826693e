import type { People } from '../apply/index.ts';

/** The person at this terminal. The library that asks is loaded with the first question. */
export function peopleAtTerminal(): People {
  return {
    async atPause({ program, step, title }, signal) {
      const question = `${program} pauses${step === null ? '' : ` at step ${step + 1}`}${title === '' ? '' : ` (${title})`}`;
      const answer = await choose(question, [
        { title: 'promote', description: 'go on with the next step', value: 'promote' },
        { title: 'abort', description: 'go back to the stable version', value: 'abort' },
        { title: 'leave', description: 'keep the state and end here; sluice apply goes on', value: 'leave' },
      ], signal);
      return answer === 'promote' || answer === 'abort' ? answer : 'leave';
    },
    async atDeviation({ program, text }, signal) {
      const answer = await choose(`${program} differs from the plan: ${text}`, [
        { title: 'halt', description: 'keep the state and end here', value: 'halt' },
        { title: 'continue', description: 'accept the difference; the rest of the plan no longer binds', value: 'continue' },
      ], signal);
      return answer === 'continue' ? 'continue' : 'halt';
    },
  };
}

async function choose(message: string, choices: readonly { readonly title: string; readonly description: string; readonly value: string }[], signal: AbortSignal): Promise<string | null> {
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

