import { diagnose, didYouMean } from '../../diagnostic/index.ts';
import { isJsonObject, type Json } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt } from '../fields.ts';

/**
 * SLU217: {{args.x}} in a metric stands for an argument that the template declares.
 *
 * @see Argo Rollouts 1.9 ResolveMetricArgs
 */
export const argumentsDeclared: AnalysisRule = function* ({ resource, path, spec, name }) {
  const declared = listAt(spec, 'args').flatMap((arg) => textAt(arg, 'name') ?? []);
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    for (const { path: place, text } of textsIn(metric, [...path, 'metrics', index])) {
      const unknown = new Set([...text.matchAll(/\{\{\s*args\.([\w.-]+)\s*\}\}/g)].map((match) => match[1] ?? '').filter((arg) => !declared.includes(arg)));
      for (const arg of unknown) {
        yield diagnose('SLU217', resource.at.spanOf(place), `The metric uses {{args.${arg}}}, but the template ${name} declares no argument ${arg}, so it can never be filled in. Add it to the template's args.${didYouMean(arg, declared)}`);
      }
    }
  }
};

function* textsIn(value: Json, path: Path): Iterable<{ readonly path: Path; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [index, item] of (value as readonly Json[]).entries()) yield* textsIn(item, [...path, index]);
  else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...path, key]);
}
