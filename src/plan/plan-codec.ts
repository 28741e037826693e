import { diagnose, type Checked, type Position, type Span } from '../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path, Plan } from '../model/index.ts';
import { pathText } from './field-changes.ts';
import { planShape } from './plan-shape.ts';
import { schemaOf } from './shape.ts';

/** The form that this version writes; files of the same major version are read. */
const formatVersion = '1.0';

/** A plan as JSON data, its keys in the order of schema/plan.json. */
export function encodePlan(plan: Plan): Json {
  return planShape.encode(plan);
}

/** The text of a plan file and of `-o json`. */
export function planText(plan: Plan): string {
  return `${JSON.stringify(encodePlan(plan), null, 2)}\n`;
}

/**
 * Reads a plan file.
 *
 * @returns null with one diagnostic when the text is no JSON, no plan, or a plan of a later major version.
 */
export function decodePlan(source: string, file: string): Checked<Plan | null> {
  const refuse = (code: 'SLU421' | 'SLU422', detail: string): Checked<null> => ({ value: null, diagnostics: [diagnose(code, startOf(file), detail)] });
  const json = parse(source);
  if (!isJsonObject(json) || typeof json['formatVersion'] !== 'string' || !isJsonObject(json['tool'])) {
    return refuse('SLU421', 'It has no formatVersion and tool, as plans have. Plan files are written by `sluice plan --out FILE`.');
  }
  const written = json['formatVersion'];
  const [major = ''] = written.split('.');
  if (major !== formatVersion.split('.')[0]) {
    return refuse('SLU422', `It has the format ${printed(written)}, and this version of sluice reads ${formatVersion}. Read it with the version that wrote it, or plan again.`);
  }
  let first: { readonly path: Path; readonly message: string } | null = null as { path: Path; message: string } | null;
  const plan = planShape.decode({ ...json, formatVersion }, [], (path, message) => {
    first ??= { path, message };
  });
  if (first) return refuse('SLU421', `It is damaged at ${printed(pathText(first.path)) || 'its top'}: ${first.message} Plan again with \`sluice plan --out FILE\`.`);
  return { value: plan, diagnostics: [] };
}

/** What schema/plan.json says. */
export function planSchema(): JsonObject {
  const schema = schemaOf(planShape, 'sluice plan', 'What `sluice plan -o json` prints and `--out FILE` writes. Fields may be added within a major formatVersion.');
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
