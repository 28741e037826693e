import { someText } from '../lang/index.ts';
import { boundaryTemplate } from './boundary.ts';
import { executeContainerSet } from './container-set.ts';
import { fieldAt, isTrue, listIn, objectIn, objectsIn, numberIn, textIn } from './fields.ts';
import { callerOf } from './names.ts';
import { newNode } from './new-node.ts';
import { podOf, type PodTask } from './pod-spec.ts';
import { failed, write, type Attempt, type Executed, type Run } from './run.ts';
import type { Template, TemplateType } from './template.ts';
import { deadlineOf } from './timeouts.ts';

/**
 * Asks for the pod of a template, once.
 *
 * @see Argo Workflows 4.1 controller executeContainer, executeScript, executeResource, executeData, createWorkflowPod
 */
export function executePod(run: Run, attempt: Attempt, template: Template, type: TemplateType): Executed {
  const { book } = run;
  const node = book.find(attempt.nodeName) ?? newNode(run, attempt, { type: 'Pod', phase: 'Pending', template, retried: attempt.retried });
  if (node.pod !== null || node.phase !== 'Pending') return { kind: 'node', node };
  const { shutdown } = run.memory;
  if (shutdown === 'Terminate' || (shutdown === 'Stop' && !attempt.onExit)) {
    return { kind: 'node', node: book.mark(node.name, 'Failed', run.now, `workflow shutdown with strategy: ${shutdown}`) };
  }
  const deadline = activeDeadline(run, attempt, template);
  if (deadline.kind === 'passed') return { kind: 'node', node };
  if (deadline.kind === 'error') return failed(deadline.error, node);
  const task = taskOf(run, attempt, template, type);
  const built = podOf(run, attempt, template, task, deadline.seconds);
  if (!built.ok) return failed(built.error, node);
  write(run, { write: { verb: 'create', object: built.value }, why: `run ${attempt.nodeName === run.program.name ? 'the entrypoint' : node.displayName}` });
  book.edit(node.name, { pod: built.value.metadata.name });
  run.derived.tasks.set(node.name, task);
  if (type === 'containerSet') executeContainerSet(run, attempt, template);
  return { kind: 'node', node: book.get(node.name) };
}

export function taskOf(run: Run, attempt: Pick<Attempt, 'nodeName' | 'boundary'>, template: Template, type: TemplateType): PodTask {
  return {
    type,
    template: textIn(template, 'name'),
    includeResult: includesResult(run, attempt.nodeName, attempt.boundary, type),
    outputs: objectIn(template, 'outputs'),
    artifacts: listIn(template, 'inputs', 'artifacts'),
    daemon: isTrue(template, 'daemon'),
    source: type === 'script' ? textIn(template, 'script', 'source') : null,
    resource: type === 'resource' ? objectIn(template, 'resource') : null,
    dependencies: type === 'containerSet' ? dependenciesOf(template) : null,
  };
}

function dependenciesOf(template: Template): Readonly<Record<string, readonly string[]>> {
  const containers = objectsIn(template, 'containerSet', 'containers');
  return Object.fromEntries(containers.map((one) => [textIn(one, 'name'), listIn(one, 'dependencies').map(String)]));
}

type Deadline = { readonly kind: 'seconds'; readonly seconds: number | null } | { readonly kind: 'passed' } | { readonly kind: 'error'; readonly error: string };

/** The pod's `activeDeadlineSeconds`: its template's, cut to what is left of the Workflow's and of `timeout`. */
function activeDeadline(run: Run, attempt: Attempt, template: Template): Deadline {
  const own = numberIn(template, 'activeDeadlineSeconds');
  if (!own.ok) return { kind: 'error', error: own.error };
  let seconds = own.value;
  if (run.deadline !== null && !attempt.onExit) {
    const left = Math.trunc((run.deadline - run.now) / 1000);
    if (left <= 0) return { kind: 'passed' };
    seconds = seconds === null ? left : Math.min(seconds, left);
  }
  const node = run.book.get(attempt.nodeName);
  const at = deadlineOf(node, textIn(template, 'timeout'));
  if (typeof at === 'string') return { kind: 'error', error: at };
  if (at !== null) {
    const left = Math.ceil((at - run.now) / 1000) - 1;
    if (left <= 1) return { kind: 'error', error: `${attempt.nodeName} exceeded its deadline` };
    seconds = left;
  }
  return { kind: 'seconds', seconds };
}

const referred = new WeakMap<Template, ReadonlySet<string>>();

/** Whether the calling template speaks of what this node prints. @see Argo Workflows 4.1 controller includeScriptOutput */
function includesResult(run: Run, nodeName: string, boundary: string | null, type: TemplateType): boolean {
  if (type === 'data') return true;
  if (type === 'resource' || boundary === null) return false;
  const template = boundaryTemplate(run, boundary);
  if (!template) return false;
  let names = referred.get(template);
  if (!names) referred.set(template, (names = referredResults(template)));
  return names.size > 0 && names.has(callerOf(nodeName));
}

function referredResults(template: Template): ReadonlySet<string> {
  const prefix = fieldAt(template, 'dag') === undefined ? 'steps' : 'tasks';
  const patterns = [new RegExp(`${prefix}\\.([-A-Za-z0-9_]+)\\.outputs\\.result`, 'g'), new RegExp(`${prefix}\\['([^'"]+)'\\]\\.outputs.result`, 'g')];
  const names = new Set<string>();
  someText(template, (text) => {
    if (text.includes('outputs')) for (const pattern of patterns) for (const [, name = ''] of text.matchAll(pattern)) names.add(name);
    return false;
  });
  return names;
}
