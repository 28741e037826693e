import type { PlainScalar } from './plain-scalar.ts';
import type { Problem } from './problem.ts';

/** What to tell of a scalar that means something else than it looks. */
export function scalarProblem(source: string, value: PlainScalar['value'], surprise: NonNullable<PlainScalar['surprise']>, start: number, end: number): Problem {
  switch (surprise.kind) {
    case 'yaml-1.2':
      return {
        code: 'SLU110',
        start,
        end,
        detail: `kubectl reads ${source} as ${described(value)} (YAML 1.1), newer parsers as ${described(surprise.value)} (YAML 1.2). Quote it if a text is meant; else write ${plainForm(source, value)}.`,
      };
    case 'inexact':
      return { code: 'SLU111', start, end, detail: `The number ${source} has more digits than are kept exactly, and would be taken for ${String(value)}. Quote it if it is a name or an ID.` };
    case 'not-json':
      return { code: 'SLU112', start, end, detail: `${source} is a number that JSON cannot write, so kubectl refuses the document. Quote it if a text is meant.` };
  }
}

function described(value: PlainScalar['value']): string {
  if (typeof value === 'string') return `the text "${value}"`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** A way of writing the value that all parsers read alike. */
function plainForm(source: string, value: PlainScalar['value']): string {
  if (/^0[0-7]+$/.test(source)) return `0o${source.slice(1)}`;
  return typeof value === 'string' ? `"${value}"` : String(value);
}
