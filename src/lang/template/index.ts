/**
 * Templates: `{{inputs.parameters.x}}` and `{{=expression}}` in manifests, filled in as Argo Workflows does it.
 *
 * Never throws for what users write. Expressions are run by whoever has loaded their language (lang/expr).
 */
export type { Required, Scope, ScopeValue } from './scope.ts';
export { type ExpressionOutcome, type SubstituteOptions, type Substituted, type TemplateExpressions, substituteJson, substituteText } from './substitute.ts';
export { type TemplateTag, templateTags } from './tags.ts';
