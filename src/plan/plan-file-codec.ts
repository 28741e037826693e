import type { Checked } from '../diagnostic/index.ts';
import type { JsonObject } from '../lang/index.ts';
import type { Plan } from '../model/index.ts';
import { decodeAs, decodePlan, formatVersion, readHeader, refusal } from './plan-codec.ts';
import type { Digests, PlanFile } from './plan-file.ts';
import { planFileShape } from './plan-file-shape.ts';
import { schemaOf } from './shape.ts';

/** What a plan file holds; `file` is null where it is a bare plan, as `-o json` prints it. */
export interface ReadPlanFile {
  readonly plan: Plan;
  readonly file: PlanFile | null;
}

/** The text of a plan file: its version and writer, a checksum over everything, and the file. */
export function planFileText(file: PlanFile, { plain }: Pick<Digests, 'plain'>): string {
  const sealed = { formatVersion, tool: { ...file.plan.tool }, ...(planFileShape.encode(file) as JsonObject) };
  const { formatVersion: version, tool, ...rest } = sealed;
  return `${JSON.stringify({ formatVersion: version, tool, checksum: checksumOf(sealed, plain), ...rest }, null, 2)}\n`;
}

/**
 * Reads a plan file, or a bare plan.
 *
 * @returns null with one diagnostic: SLU421 for what is no plan, SLU422 for a later major version, SLU430 for a file that is not as it was written
 */
export function decodePlanFile(source: string, path: string, { plain }: Pick<Digests, 'plain'>): Checked<ReadPlanFile | null> {
  const header = readHeader(source, path);
  if (header.value === null) return { value: null, diagnostics: header.diagnostics };
  if (header.value['plan'] === undefined && header.value['checksum'] === undefined) {
    const { value: plan, diagnostics } = decodePlan(source, path);
    return { value: plan && { plan, file: null }, diagnostics };
  }
  const { checksum, ...sealed } = header.value;
  if (checksum !== checksumOf(sealed, plain)) {
    return refusal('SLU430', path, 'Its checksum is not that of what stands in it: it was edited or damaged since `sluice plan --out` wrote it. Plan again, or take an undamaged copy.');
  }
  const { value: file, diagnostics } = decodeAs(planFileShape, sealed, path);
  return { value: file && { plan: file.plan, file }, diagnostics };
}

/** What schema/plan-file.json says. */
export function planFileSchema(): JsonObject {
  const schema = schemaOf(planFileShape, 'sluice plan file', 'What `sluice plan --out FILE` writes. Fields may be added within a major formatVersion.');
  const header = { formatVersion: { type: 'string', pattern: '^1\\.[0-9]+$' }, tool: { type: 'object' }, checksum: { type: 'string' } };
  return { ...schema, properties: { ...header, ...(schema['properties'] as JsonObject) }, required: [...Object.keys(header), ...(schema['required'] as readonly string[])] };
}

/** Blanks between values do not count: a file that was indented anew or checked out with other line ends is the same. */
function checksumOf(sealed: JsonObject, plain: Digests['plain']): string {
  return plain(JSON.stringify(sealed));
}
