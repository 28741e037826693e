import type { Code, Severity } from './diagnostic.ts';

interface Entry {
  readonly severity: Severity;
  /** The summary of every diagnostic of this code. It never holds text from a manifest. */
  readonly title: string;
}

const error = (title: string): Entry => ({ severity: 'error', title });
const warning = (title: string): Entry => ({ severity: 'warning', title });

/** Every code there is: one line each, in order. docs/diagnostics.md is checked against this table. */
const table = {
  // 1xx: text and YAML
  SLU101: error('text is not valid YAML'),
  SLU102: error('tab used for indentation'),
  SLU103: error('key given twice'),
  SLU104: error('key is not a text'),
  SLU105: error('aliases expand to too much'),
  SLU106: error('nested too deep'),
  SLU107: error('text is too large'),
  SLU108: error('text is not UTF-8'),
  SLU109: error('control character in the text'),
  SLU110: warning('value means something else than it looks'),
  SLU111: warning('number is too large to be exact'),
  SLU112: error('number has no JSON form'),
  SLU113: warning('unknown tag'),
  SLU114: error('value does not fit its tag'),
  SLU115: error('alias without an anchor'),
  SLU116: error('alias inside its own anchor'),
  SLU117: error('merge key needs a mapping'),
  SLU118: error('quote or bracket is never closed'),
  SLU119: error('indentation does not line up'),

  // 3xx: schema
  SLU301: error('unknown field'),
  SLU302: error('wrong type'),
  SLU303: error('required field is missing'),
  SLU304: error('value is not one of those allowed'),
  SLU305: error('value has the wrong form'),
  SLU306: error('number is out of range'),
  SLU307: error('list has the wrong length'),
} as const satisfies Record<Code, Entry>;

/** A code that stands in the table. */
export type KnownCode = keyof typeof table;

export const codes: Readonly<Record<KnownCode, Entry>> = table;
