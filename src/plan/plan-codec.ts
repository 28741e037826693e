import { diagnose, type Checked, type KnownCode, type Position, type Span } from '../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path, Plan } from '../model/index.ts';
import { pathText } from './field-changes.ts';
import { planShape } from './plan-shape.ts';
import { schemaOf, type Shape } from './shape.ts';

/** The form that this version writes; files of the same major version are read. */
export const formatVersion = '1.0';

/** A plan as JSON data, its keys in the order of schema/plan.json. */
export function encodePlan(plan: Plan): Json {
  return planShape.encode(plan);
}

/** The text of `-o json`. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(encodePlan(plan), null, 2)}\n`;
}

/**
 * Reads a plan as `-o json` prints it.
 *
 * @returns null with one diagnostic when the text is no JSON, no plan, or a plan of a later major version.
 */
export function decodePlan(source: string, file: string): Checked<Plan | null> {
  const header = readHeader(source, file);
  return header.value === null ? { value: null, diagnostics: header.diagnostics } : decodeAs(planShape, { ...header.value, formatVersion }, file);
}

/** The JSON of a text that says to be a plan of a version that can be read. */
export function readHeader(source: string, file: string): Checked<JsonObject | null> {
  const json = parse(source);
  if (!isJsonObject(json) || typeof json['formatVersion'] !== 'string' || !isJsonObject(json['tool'])) {
    return refusal('SLU421', file, 'It has no formatVersion and tool, as plans have. Plan files are written by `sluice plan --out FILE`.');
  }
  const written = json['formatVersion'];
  const [major = ''] = written.split('.');
  if (major !== formatVersion.split('.')[0]) {
    return refusal('SLU422', file, `It has the format ${printed(written)}, and this version of sluice reads ${formatVersion}. Read it with the version that wrote it, or plan again.`);
  }
  return { value: json, diagnostics: [] };
}

/** What a shape reads of a file's JSON; null with its first fault. */
export function decodeAs<T>(shape: Shape<T>, json: Json, file: string): Checked<T | null> {
  let first: { readonly path: Path; readonly message: string } | null = null as { path: Path; message: string } | null;
  const value = shape.decode(json, [], (path, message) => {
    first ??= { path, message };
  });
  if (first) return refusal('SLU421', file, `It is damaged at ${printed(pathText(first.path)) || 'its top'}: ${first.message} Plan again with \`sluice plan --out FILE\`.`);
  return { value, diagnostics: [] };
}

export function refusal(code: KnownCode, file: string, detail: string): Checked<null> {
  return { value: null, diagnostics: [diagnose(code, startOf(file), detail)] };
}

/** What schema/plan.json says. */
export function planSchema(): JsonObject {
  const schema = schemaOf(planShape, 'sluice plan', 'What `sluice plan -o json` prints. Fields may be added within a major formatVersion.');
  const properties = { ...(schema['properties'] as JsonObject), formatVersion: { type: 'string', pattern: '^1\\.[0-9]+$' } };
  return { ...schema, properties };
}

function parse(source: string): Json {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return null;
  }
}

function startOf(file: string): Span {
  const start: Position = { line: 1, column: 1, offset: 0 };
  return { file, start, end: start };
}

function printed(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
