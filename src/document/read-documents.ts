import { type Checked, diagnose, type Diagnostic, type KnownCode, type Span } from '../diagnostic/index.ts';
import { lineTable } from './line-table.ts';
import { objectsOf } from './list-items.ts';
import { locateDocument, type LocatedDocument } from './located-document.ts';
import { parseChunk } from './parse-chunk.ts';
import type { Problem } from './problem.ts';
import { splitStream } from './split.ts';
import { terraformObjects } from './terraform.ts';

/** Longest text that is read, in UTF-16 units: far beyond what an API server takes. */
const MAX_LENGTH = 16 * 1024 * 1024;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const NOT_UTF8 = '\ufffd';

/**
 * Reads the objects of a YAML or JSON text as kubectl would read them.
 *
 * Empty documents are left out, Lists are opened, and of Terraform's JSON the manifests are taken. A document with an error in its YAML gives diagnostics and no value; the others are read all the
 * same. Only lines that are asked for are counted, and a document whose text has been read before is not parsed again.
 */
export function readDocuments(text: string, file: string): Checked<readonly LocatedDocument[]> {
  const positionAt = lineTable(text);
  const spanAt = (start: number, end: number): Span => ({ file, start: positionAt(start), end: positionAt(end) });
  const unreadable = findUnreadable(text);
  if (unreadable !== null) return { value: [], diagnostics: [diagnose(unreadable.code, spanAt(unreadable.at, unreadable.at + 1), unreadable.detail)] };

  const documents: LocatedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { text: chunk, offset } of splitStream(text)) {
    for (const { located, problems } of parseChunk(chunk)) {
      for (const problem of problems) diagnostics.push(toDiagnostic(problem, (start, end) => spanAt(offset + start, offset + end)));
      if (located === null || located.value === null) continue;
      const terraform = terraformObjects(located);
      for (const problem of terraform?.problems ?? []) diagnostics.push(toDiagnostic(problem, (start, end) => spanAt(offset + start, offset + end)));
      const objects = terraform === null ? objectsOf(located) : terraform.objects.flatMap(objectsOf);
      for (const object of objects) {
        const own = objects.length === 1 && object === located ? chunk : chunk.slice(object.place.start, object.place.end);
        documents.push(locateDocument(object, { file, index: documents.length, text: own, offset, positionAt }));
      }
    }
  }
  return { value: documents, diagnostics };
}

function toDiagnostic({ code, start, end, detail, related }: Problem, spanAt: (start: number, end: number) => Span): Diagnostic {
  return diagnose(code, spanAt(start, end), detail, related === undefined ? [] : [{ message: related.message, span: spanAt(related.start, related.end) }]);
}

function findUnreadable(text: string): { readonly code: KnownCode; readonly at: number; readonly detail: string } | null {
  if (text.length > MAX_LENGTH) return { code: 'SLU107', at: 0, detail: 'A file may have 16 MiB. Split it into several.' };
  const notUtf8 = text.indexOf(NOT_UTF8);
  if (notUtf8 !== -1) return { code: 'SLU108', at: notUtf8, detail: 'Bytes here are no UTF-8, and kubectl refuses the file. Save it in UTF-8.' };
  const control = text.search(CONTROL);
  if (control === -1) return null;
  const point = (text.codePointAt(control) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { code: 'SLU109', at: control, detail: `The character U+${point} cannot be seen and YAML does not allow it. Take it away, or write it as an escape between double quotes.` };
}
