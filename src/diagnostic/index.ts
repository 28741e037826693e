/**
 * Positions, diagnostics with codes, and their caret text.
 *
 * This folder knows nothing of YAML, Kubernetes or terminals: it never reads a file and never prints.
 */
export type { Checked, Code, Diagnostic, Position, Severity, Span } from './diagnostic.ts';
export { codes, type KnownCode } from './codes.ts';
export { diagnose } from './diagnose.ts';
export { displayWidth } from './display-width.ts';
export { invariant } from './invariant.ts';
export { didYouMean, nearest } from './nearest.ts';
export { printable } from './printable.ts';
export { type RenderOptions, renderDiagnostic } from './render.ts';
export { compareDiagnostics, sortDiagnostics } from './sort.ts';
