import { holdsExpression, type JsonObject } from '../lang/index.ts';
import type { WorkflowProgram } from '../model/index.ts';

/**
 * The expression language, `lang/expr/index.ts` as a whole. It is large, so that whoever calls `decide` loads it, and only for Workflows that
 * have expressions.
 */
export type Language = Pick<typeof import('../lang/expr/index.ts'), 'errorText' | 'evaluate' | 'formatValue' | 'templateExpressions' | 'toPlain' | 'workflowEnvironment'>;

/** Whether anything in a Workflow is an expression. */
export function hasExpressions(program: WorkflowProgram): boolean {
  const texts: readonly JsonObject[] = [program.spec, ...[...program.sources.values()].flatMap(({ templates }) => [...templates.values()])];
  return texts.some(holdsExpression);
}
