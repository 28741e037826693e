import type { Diagnostic } from '../diagnostic/index.ts';

/** A text in which no value of a Secret can be read; places are the same as in the original. */
export interface HiddenText {
  readonly text: string;
  /** What was hidden, by line (from 1): the values that stood there. */
  readonly values: ReadonlyMap<number, readonly string[]>;
}

const kindSecret = /^[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t\r]*(#.*)?$|["']kind["'][ \t]*:[ \t]*["']Secret["']/m;
const dataKey = /^([ \t-]*)["']?(data|stringData)["']?[ \t]*:(.*)$/;
const lastApplied = /last-applied-configuration/;

/**
 * Hides the values of Secrets, so that a line can be shown for trouble in or beside them.
 *
 * Works on the text, not on what was read from it: a Secret that can't be read is a Secret all the same. What stands on one line with `data` is
 * hidden to the end of that document, as in JSON without line ends.
 */
export function hideSecrets(text: string): HiddenText {
  const values = new Map<number, readonly string[]>();
  if (!text.includes('Secret')) return { text, values };
  let line = 0;
  const hidden = text.split(/^(?=---)/m).map((document) => {
    const lines = document.split('\n');
    const first = line + 1;
    line += lines.length - 1;
    return kindSecret.test(document) ? hideLines(lines, first, values).join('\n') : document;
  });
  return { text: hidden.join(''), values };
}

function hideLines(lines: readonly string[], first: number, values: Map<number, readonly string[]>): readonly string[] {
  /** The indent of the `data` key whose lines are passed; null: outside of it; -1: until the document's end. */
  let within: number | null = null;
  return lines.map((line, index) => {
    const hide = (from: number): string => {
      const tail = line.slice(from);
      values.set(first + index, wordsOf(tail));
      return line.slice(0, from) + tail.replace(/[^\s]/g, '*');
    };
    const indent = line.search(/[^ \t-]/);
    if (within !== null && within >= 0 && indent >= 0 && indent <= within && line.trim() !== '') within = null;
    if (within === -1) return hide(0);
    if (within !== null) return hide(Math.max(0, line.indexOf(':') + 1));
    if (lastApplied.test(line)) return hide(line.indexOf(':') + 1);
    const found = dataKey.exec(line) ?? /()["'](data|stringData)["'][ \t]*:(.*)$/.exec(line);
    if (!found) return line;
    const rest = (found[3] ?? '').replace(/#.*$/, '').trim();
    within = rest === '' ? (found[1] ?? '').length : -1;
    return rest === '' ? line : hide(line.length - (found[3] ?? '').length);
  });
}

function wordsOf(tail: string): readonly string[] {
  const whole = tail.trim().replace(/^["']|["',]+$/g, '');
  return [...new Set([tail.trim(), whole, ...tail.split(/[\s"',:{}[\]]+/)])].filter((word) => word !== '');
}

/** A diagnostic that repeats no value of the Secret that it is about. */
export function withoutSecrets(diagnostic: Diagnostic, values: HiddenText['values']): Diagnostic {
  const { span } = diagnostic;
  if (!span) return diagnostic;
  let { detail } = diagnostic;
  for (let line = span.start.line; line <= span.end.line; line++) {
    for (const value of [...(values.get(line) ?? [])].sort((a, b) => b.length - a.length)) detail = detail.replaceAll(value, '(sensitive value)');
  }
  return detail === diagnostic.detail ? diagnostic : { ...diagnostic, detail };
}
