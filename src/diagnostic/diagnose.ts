import { codes, type KnownCode } from './codes.ts';
import type { Diagnostic, Span } from './diagnostic.ts';

/** A diagnostic with the severity and summary of its code. `detail` says what, why and how to mend it. */
export function diagnose(code: KnownCode, span: Span | null, detail: string, related: Diagnostic['related'] = []): Diagnostic {
  const { severity, title } = codes[code];
  return { code, severity, summary: title, detail, span, ...(related.length > 0 ? { related } : {}) };
}
