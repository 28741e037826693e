/** Trees -> programs for the matcher. */
import { fault } from '../halt.ts';
import type { CharSet } from './charset.ts';
import type { Assertion, Pattern } from './tree.ts';

/** Step n goes on to step n + 1, but for jumps and splits. */
type Step =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'jump'; to: number }
  /** Either way is tried, the first one rather. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'match' };

export type Program = readonly Step[];

const maxSteps = 50_000;

/** @param groups whether the matcher is to learn where groups begin and end, which costs it time */
export function compile(pattern: Pattern, groups: boolean): Program {
  const steps: Step[] = [];
  emit(groups ? pattern : withoutGroups(pattern), steps);
  steps.push({ kind: 'match' });
  return steps;
}

function withoutGroups(pattern: Pattern): Pattern {
  switch (pattern.kind) {
    case 'empty': case 'set': case 'assert': return pattern;
    case 'sequence': return { kind: 'sequence', parts: pattern.parts.map(withoutGroups) };
    case 'choice': return { kind: 'choice', options: pattern.options.map(withoutGroups) };
    case 'repeat': return { ...pattern, part: withoutGroups(pattern.part) };
    case 'group': return withoutGroups(pattern.part);
  }
}

function push<S extends Step>(steps: Step[], one: S): S {
  if (steps.length >= maxSteps) fault('error parsing regexp: expression too large');
  steps.push(one);
  return one;
}

function emit(pattern: Pattern, steps: Step[]): void {
  switch (pattern.kind) {
    case 'empty': return;
    case 'set':
      push(steps, { kind: 'char', set: pattern.set });
      return;
    case 'assert':
      push(steps, { kind: 'assert', assertion: pattern.assertion });
      return;
    case 'sequence':
      for (const part of pattern.parts) emit(part, steps);
      return;
    case 'choice': return emitChoice(pattern.options, steps);
    case 'repeat': return emitRepeat(pattern, steps);
    case 'group':
      push(steps, { kind: 'save', slot: 2 * pattern.index });
      emit(pattern.part, steps);
      push(steps, { kind: 'save', slot: 2 * pattern.index + 1 });
      return;
  }
}

function emitChoice(options: readonly Pattern[], steps: Step[]): void {
  const jumps: { to: number }[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) emit(option, steps);
    else {
      const split = push(steps, { kind: 'split' as const, first: steps.length + 1, second: 0 });
      emit(option, steps);
      jumps.push(push(steps, { kind: 'jump' as const, to: 0 }));
      split.second = steps.length;
    }
  }
  for (const jump of jumps) jump.to = steps.length;
}

function emitRepeat({ part, least, most, greedy }: Extract<Pattern, { readonly kind: 'repeat' }>, steps: Step[]): void {
  for (let n = 0; n < least; n++) emit(part, steps);
  /** Where to go on is known only once the part has been written. */
  const fork = (): { readonly leave: () => void } => {
    const split = push(steps, { kind: 'split' as const, first: 0, second: 0 });
    const enter = steps.length;
    return {
      leave: () => {
        split.first = greedy ? enter : steps.length;
        split.second = greedy ? steps.length : enter;
      },
    };
  };
  if (most === null) {
    const start = steps.length;
    const loop = fork();
    emit(part, steps);
    push(steps, { kind: 'jump', to: start });
    loop.leave();
    return;
  }
  const forks: { readonly leave: () => void }[] = [];
  for (let n = least; n < most; n++) {
    forks.push(fork());
    emit(part, steps);
  }
  for (const one of forks) one.leave();
}
