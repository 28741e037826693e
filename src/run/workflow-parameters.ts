import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';

/**
 * A Workflow with other values for its arguments; those it does not have are added.
 *
 * @see Argo Workflows 4.1 workflow/util overrideParameters
 */
export function withParameters<P extends { readonly spec: JsonObject }>(program: P, values: Readonly<Record<string, string>>): P {
  if (Object.keys(values).length === 0) return program;
  const given = isJsonObject(program.spec['arguments']) ? program.spec['arguments'] : {};
  const old = Array.isArray(given['parameters']) ? (given['parameters'] as readonly Json[]).filter(isJsonObject) : [];
  const kept = old.filter(({ name }) => !(typeof name === 'string' && Object.hasOwn(values, name)));
  const parameters = [...Object.entries(values).map(([name, value]) => ({ name, value })), ...kept];
  return { ...program, spec: { ...program.spec, arguments: { ...given, parameters } } };
}
