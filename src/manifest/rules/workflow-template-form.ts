import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json, JsonObject } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt, valueAt } from '../fields.ts';
import { callsOf, templatesIn, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { isLeaf, namesAt, templateTypes, typeOfTemplate, type TemplateType } from '../workflow-scope.ts';
import { repeatedIn } from './names-unique.ts';

/**
 * SLU303: a template says what it does; SLU235: it has only fields that are for its kind; SLU227, SLU229, SLU241 and SLU248: its containers fit together.
 *
 * @see Argo Workflows 4.1 validate.validateTemplate, validateLeaf, ContainerSetTemplate.Validate
 */
export const workflowTemplateForm: WorkflowRule = function* (workflow) {
  const { resource, spec } = workflow;
  const defaulted = templateTypes.some((type) => isGiven(spec, 'templateDefaults', type));
  yield* podResources(resource, spec, workflow.path);
  for (const template of templatesIn(workflow)) {
    const { value, path } = template;
    const type = typeOfTemplate(value);
    if (type === null) {
      if (!defaulted) yield diagnose('SLU303', resource.at.spanOf(path), `The template ${textAt(value, 'name') ?? ''} does not say what it does. Give it one of ${templateTypes.join(', ')}.`);
      continue;
    }
    yield* isLeaf(type) ? onlyOfOthers(workflow, template) : onlyOfLeaves(workflow, template, type);
    if (type !== 'steps' && type !== 'dag') yield* withoutCalls(workflow, template);
    yield* resourcesFit(workflow, template, type);
    if (type === 'containerSet') yield* containerSet(workflow, template);
    if (type === 'resource') yield* resourceTemplate(workflow, template);
    if (type === 'dag') yield* digitsFirst(workflow, template);
    yield* namesTaken(workflow, template);
    yield* mountsTaken(workflow, template);
    for (const part of ['inputs', 'outputs'] as const) {
      for (const field of ['parameters', 'artifacts'] as const) yield* repeatedIn(listAt(value, part, field), [...path, part, field], field === 'parameters' ? 'parameter' : 'artifact', resource);
    }
  }
};

/** Steps, DAGs and what is suspended make no pod of their own. */
function* onlyOfLeaves({ resource }: WorkflowParts, { value, path }: TemplatePart, type: TemplateType): Iterable<Diagnostic> {
  const isSuspend = type === 'suspend';
  for (const field of [...(isSuspend ? [] : ['activeDeadlineSeconds']), 'timeout', 'pendingTimeout']) {
    if (!isGiven(value, field) || textAt(value, field) === '') continue;
    const why = isSuspend ? `What is suspended has no ${field}: only what makes a pod has. Give suspend a duration.` : `Steps and DAGs have no ${field}: only what makes a pod has. Give it to the templates that they run, or activeDeadlineSeconds to the whole Workflow.`;
    yield diagnose('SLU235', resource.at.keySpanOf([...path, field]), why);
  }
  for (const part of ['inputs', 'outputs']) {
    for (const [index, artifact] of listAt(value, part, 'artifacts').entries()) {
      if ((textAt(artifact, 'path') ?? '') === '') continue;
      yield diagnose('SLU235', resource.at.keySpanOf([...path, part, 'artifacts', index, 'path']), 'Steps and DAGs have no files, so their artifacts have no path. Take it out.');
    }
  }
}

function* withoutCalls({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  if (isGiven(value, 'parallelism')) {
    yield diagnose('SLU235', resource.at.keySpanOf([...path, 'parallelism']), 'Only steps and DAGs have parallelism. Give it to the template that runs this one, or to the whole Workflow.');
  }
  const seconds = valueAt(value, 'activeDeadlineSeconds');
  if (typeof seconds === 'string' ? !/^\+?\d+$|^\{\{.*\}\}$/s.test(seconds) : typeof seconds === 'number' && seconds < 0) {
    yield diagnose('SLU304', resource.at.spanOf([...path, 'activeDeadlineSeconds']), `${JSON.stringify(seconds)} is no number of seconds. Write one, or a variable alone.`);
  }
}

/** @see Argo Workflows 4.1 validate.validatePodResources */
function* resourcesFit({ resource }: WorkflowParts, { value, path }: TemplatePart, type: TemplateType): Iterable<Diagnostic> {
  const makesPod = isLeaf(type) && type !== 'http' && type !== 'plugin';
  for (const field of [...(makesPod ? [] : ['resourceClaims']), ...(type === 'http' || type === 'plugin' ? ['podResources'] : [])]) {
    if (isGiven(value, field)) yield diagnose('SLU235', resource.at.keySpanOf([...path, field]), `The template makes no pod of its own, so it has no ${field}. Take it out.`);
  }
  yield* podResources(resource, value, path);
}

function* podResources(resource: WorkflowParts['resource'], holder: JsonObject, path: Path): Iterable<Diagnostic> {
  for (const field of ['limits', 'requests']) {
    for (const name of Object.keys(objectAt(holder, 'podResources', field) ?? {})) {
      if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) continue;
      yield diagnose('SLU304', resource.at.keySpanOf([...path, 'podResources', field, name]), `A whole pod can have cpu, memory and hugepages. Give ${name} to a container.`);
    }
  }
}

function* onlyOfOthers({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  if (/^[+-]?\d+$/.test(textAt(value, 'timeout') ?? '')) {
    yield diagnose('SLU221', resource.at.spanOf([...path, 'timeout']), `A timeout needs a unit. Write ${textAt(value, 'timeout') ?? ''}s.`);
  }
  for (const part of ['inputs', 'outputs']) {
    for (const [index, artifact] of listAt(value, part, 'artifacts').entries()) {
      const place = [...path, part, 'artifacts', index];
      if ((textAt(artifact, 'path') ?? '') === '') yield diagnose('SLU303', resource.at.spanOf(place), `The artifact ${textAt(artifact, 'name') ?? ''} does not say where its file is. Add a path.`);
      if (part === 'inputs' && (textAt(artifact, 'from') ?? '') !== '') yield diagnose('SLU235', resource.at.keySpanOf([...place, 'from']), 'An input has no from: whoever runs the template says it in its arguments. Move it there.');
    }
  }
}

function* containerSet({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  const containers = listAt(value, 'containerSet', 'containers');
  const place = [...path, 'containerSet', 'containers'];
  const names = namesAt(value, 'containerSet', 'containers');
  if (containers.length === 0) yield diagnose('SLU303', resource.at.spanOf([...path, 'containerSet']), 'The set has no containers. Add one.');
  yield* repeatedIn(containers, place, 'container', resource);
  const needs = new Map(containers.map((container) => [textAt(container, 'name') ?? '', listAt(container, 'dependencies').filter((one) => typeof one === 'string')]));
  for (const [index, container] of containers.entries()) {
    for (const [at, need] of listAt(container, 'dependencies').entries()) {
      if (typeof need === 'string' && !names.includes(need)) yield diagnose('SLU202', resource.at.spanOf([...place, index, 'dependencies', at]), `The set has no container ${need}.`);
    }
    const name = textAt(container, 'name') ?? '';
    if (leadsTo(name, name, needs, new Set())) {
      yield diagnose('SLU248', resource.at.spanOf([...place, index, 'name']), `The container ${name} waits for itself. Take one dependency out.`);
      break;
    }
  }
  const given = ['inputs.artifacts', 'outputs.parameters', 'outputs.artifacts'].filter((field) => listAt(value, ...field.split('.')).length > 0);
  if (given.length > 0 && !names.includes('main')) {
    yield diagnose('SLU235', resource.at.keySpanOf(place), `A set with ${given.join(' and ')} needs a container named main, which reads and makes them. Name one so.`);
  }
}

function leadsTo(from: string, to: string, needs: ReadonlyMap<string, readonly string[]>, seen: Set<string>): boolean {
  return (needs.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return leadsTo(next, to, needs, seen);
  });
}

function* resourceTemplate({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  const place = [...path, 'resource'];
  const action = textAt(value, 'resource', 'action') ?? '';
  if (action === 'delete' || action === 'get') return;
  const hasManifest = (textAt(value, 'resource', 'manifest') ?? '') !== '';
  const isFrom = isGiven(value, 'resource', 'manifestFrom');
  if (!hasManifest && !isFrom) yield diagnose('SLU303', resource.at.keySpanOf(place), `To ${action || 'change'} an object the template needs its manifest. Add manifest or manifestFrom.`);
  if (hasManifest && isFrom) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'manifestFrom']), 'The object comes from manifest or from manifestFrom. Keep one of them.');
  const artifact = textAt(value, 'resource', 'manifestFrom', 'artifact', 'name');
  if (artifact !== null && !namesAt(value, 'inputs', 'artifacts').includes(artifact)) {
    yield diagnose('SLU202', resource.at.spanOf([...place, 'manifestFrom', 'artifact', 'name']), `The template has no input artifact ${artifact}. Add it to its inputs.`);
  }
}

/** A condition could not tell such a name from a number. */
function* digitsFirst({ resource }: WorkflowParts, template: TemplatePart): Iterable<Diagnostic> {
  const calls = callsOf(template);
  const usesDepends = calls.some(({ value }) => (textAt(value, 'depends') ?? '') !== '');
  for (const { name, path, value } of calls) {
    if (!/^\d/.test(name) || (!usesDepends && listAt(value, 'dependencies').length === 0)) continue;
    yield diagnose('SLU229', resource.at.spanOf([...path, 'name']), `In a DAG whose tasks wait for each other no name begins with a digit. Call it t${name}, for example.`);
  }
}

function* namesTaken({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const place of [['sidecars'], ['containerSet', 'containers']]) {
    for (const [index, container] of listAt(value, ...place).entries()) {
      const name = textAt(container, 'name') ?? '';
      if (name !== 'wait' && name !== 'supervisor') continue;
      yield diagnose('SLU229', resource.at.spanOf([...path, ...place, index, 'name']), `The pod has a container ${name} of the controller's own. Give this one another name.`);
    }
  }
}

/** Volumes and artifacts of a container have a place each. */
function* mountsTaken({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  const isContainer = isGiven(value, 'container');
  const holder = isContainer ? 'container' : 'containerSet';
  const mounts = places(listAt(value, holder, 'volumeMounts'), [...path, holder, 'volumeMounts'], 'mountPath');
  const artifacts = isContainer ? places(listAt(value, 'inputs', 'artifacts'), [...path, 'inputs', 'artifacts'], 'path') : [];
  const seen = new Map<string, Path>();
  for (const { text, place } of [...mounts, ...artifacts]) {
    const first = seen.get(text);
    if (first) yield diagnose('SLU235', resource.at.spanOf(place), `Something else stands at ${text} already. Give this another path.`, [{ message: 'it is here', span: resource.at.spanOf(first) }]);
    else seen.set(text, place);
  }
}

function places(items: readonly Json[], path: Path, field: string): readonly { readonly text: string; readonly place: Path }[] {
  return items.flatMap((item: Json, index) => {
    const text = textAt(item, field) ?? '';
    return text === '' ? [] : [{ text, place: [...path, index, field] }];
  });
}
