import { evaluateWhen } from '../lang/index.ts';

/** Whether a step runs, as its `when` says once it is filled in. */
export type ShouldRun =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'error'; readonly error: string };

/** @see Argo Workflows 4.1 controller shouldExecute */
export function shouldRun(when: string): ShouldRun {
  const answer = evaluateWhen(when);
  switch (answer.kind) {
    case 'bool':
      return { kind: 'known', value: answer.value };
    case 'unknown':
      return answer;
    case 'error':
      return { kind: 'error', error: answer.nodeMessage };
  }
}
