/** Trees -> programs for the matcher. */
import { fault } from '../halt.ts';
import type { CharSet } from './charset.ts';
import type { Assertion, Pattern } from './tree.ts';

/** Step n goes on to step n + 1, but for jumps and splits. */
type Step =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'split'; readonly first: number; second: number }
  | { readonly kind: 'match' };

export type Program = readonly Step[];

const maxSteps = 50_000;

export function compile(pattern: Pattern): Program {
  const steps: Step[] = [];
  emit(pattern, steps);
  steps.push({ kind: 'match' });
  return steps;
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
    case 'repeat': return emitRepeat(pattern.part, pattern.least, pattern.most, steps);
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

function emitRepeat(part: Pattern, least: number, most: number | null, steps: Step[]): void {
  for (let n = 0; n < least; n++) emit(part, steps);
  if (most === null) {
    const split = push(steps, { kind: 'split' as const, first: steps.length + 1, second: 0 });
    const start = steps.length - 1;
    emit(part, steps);
    push(steps, { kind: 'jump', to: start });
    split.second = steps.length;
    return;
  }
  const splits: { second: number }[] = [];
  for (let n = least; n < most; n++) {
    splits.push(push(steps, { kind: 'split' as const, first: steps.length + 1, second: 0 }));
    emit(part, steps);
  }
  for (const split of splits) split.second = steps.length;
}
