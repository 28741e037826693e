/**
 * Positions, diagnostics with codes, and their caret text.
 *
 * This folder knows nothing of YAML, Kubernetes or terminals: it never reads a file and never prints.
 */
export type { Checked, Code, Diagnostic, Position, Severity, Span } from './diagnostic.ts';
export { invariant } from './invariant.ts';
