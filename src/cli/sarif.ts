import { codes, type Diagnostic, type KnownCode, type Span } from '../diagnostic/index.ts';
import { version } from './version.ts';

/** Diagnostics as a SARIF log of one run, with the codes that occur as its rules. @see SARIF 2.1.0 */
export function sarifOf(diagnostics: readonly Diagnostic[], files: readonly string[]): unknown {
  const rules = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sluice',
            version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: codes[id as KnownCode].title },
              defaultConfiguration: { level: codes[id as KnownCode].severity },
            })),
          },
        },
        columnKind: 'unicodeCodePoints',
        artifacts: files.map((file) => ({ location: { uri: uriOf(file) } })),
        results: diagnostics.map(({ code, severity, detail, span, related = [] }) => ({
          ruleId: code,
          ruleIndex: rules.indexOf(code),
          level: severity,
          message: { text: detail },
          locations: span === null ? [] : [locationOf(span)],
          ...(related.length > 0 && {
            relatedLocations: related.map((other, id) => ({ id, ...locationOf(other.span), message: { text: other.message } })),
          }),
        })),
      },
    ],
  };
}

function locationOf({ file, start, end }: Span): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

/** A path as a URI reference; a relative one stays relative, so that code hosts find the file. */
function uriOf(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path.replace(/^(?:\.\/)+/, '');
}
