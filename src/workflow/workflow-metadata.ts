import { goQuote, isJsonObject, knownText, labelValueFaults } from '../lang/index.ts';
import { evaluateText } from './conditions.ts';
import { mapIn, objectIn, textIn } from './fields.ts';
import type { Run } from './run.ts';

/** Labels and annotations that a Workflow gives itself when it begins; a text is what is wrong with them. @see Argo Workflows 4.1 controller updateWorkflowMetadata */
export function beginMetadata(run: Run): string | null {
  const metadata = objectIn(run.program.spec, 'workflowMetadata');
  if (!metadata) return null;
  const labels = { ...run.memory.labels, ...mapIn(metadata, 'labels') };
  const annotations = { ...run.memory.annotations, ...mapIn(metadata, 'annotations') };
  for (const [name, from] of Object.entries(objectIn(metadata, 'labelsFrom') ?? {})) {
    const expression = textIn(isJsonObject(from) ? from : {}, 'expression');
    const value = evaluateText(expression, run.globals);
    if (value.kind === 'error') return `failed to evaluate label "${name}" expression "${expression}": ${value.error}`;
    if (value.kind === 'text') labels[name] = value.text;
  }
  for (const [name, value] of Object.entries(labels)) {
    const [fault] = knownText(value).ok ? labelValueFaults(value) : [];
    const source = textIn(metadata, 'labelsFrom', name, 'expression');
    if (fault !== undefined) return `invalid label value ${goQuote(value)} for label ${goQuote(name)}${source === '' ? '' : ` and expression ${goQuote(source)}`}: ${fault}`;
  }
  run.memory = { ...run.memory, labels, annotations };
  for (const [name, value] of Object.entries(labels)) run.globals.set(`workflow.labels.${name}`, value);
  for (const [name, value] of Object.entries(annotations)) run.globals.set(`workflow.annotations.${name}`, value);
  return null;
}
