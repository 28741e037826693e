import { diagnose, didYouMean, type Diagnostic, type Span } from '../../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { checkSyntax, evaluate, formatValue, identifiersOf, workflowEnvironment } from '../../lang/expr/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt } from '../fields.ts';
import { placeOfPart } from '../text-place.ts';
import { callsOf, templatesIn, type CallPart, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { hasGlobal, itemKeys, namesAt } from '../workflow-scope.ts';

/**
 * SLU264: expressions in tags and fields can be read, are yes or no where that is needed, and name what is there; SLU265: names that nothing has.
 *
 * @see Argo Workflows 4.1 util/template expressionReplaceStrict
 */
export const workflowExpressions: WorkflowRule = function* (workflow) {
  const { spec, path } = workflow;
  const { templates: _templates, ...rest } = spec;
  yield* within(workflow, { value: rest, path, template: null, calls: [] });
  for (const template of templatesIn(workflow)) {
    yield* within(workflow, { value: template.value, path: template.path, template, calls: callsOf(template) });
  }
};

interface Place {
  readonly value: JsonObject;
  readonly path: Path;
  readonly template: TemplatePart | null;
  readonly calls: readonly CallPart[];
}

/** An expression and where it stands: in a tag from `from` on in its text, or the text as a whole. */
interface Found {
  readonly source: string;
  readonly text: string;
  readonly from: number;
  readonly path: Path;
  /** 'bool': it must be yes or no. */
  readonly gives: 'bool' | 'any';
}

function* within(workflow: WorkflowParts, place: Place): Iterable<Diagnostic> {
  for (const found of expressionsIn(place.value, place.path)) {
    const error = checkSyntax(found.source, 'workflow');
    if (error) {
      const { line, column } = error.position;
      const where = line === 1 ? `character ${column}` : `line ${line}, character ${column}`;
      yield diagnose('SLU264', spanAt(workflow, found, offsetOf(found.source, line, column)), `The expression cannot be read at its ${where}: ${error.message}. ${isTag(found) ? 'The Workflow ends in an error when it comes here' : 'What it decides ends in an error'}. Correct it there.`);
      continue;
    }
    yield* wrongType(workflow, found);
    yield* unknownNames(workflow, found, place);
  }
}

function isTag({ from }: Found): boolean {
  return from > 0;
}

function* expressionsIn(value: Json, path: Path): Iterable<Found> {
  if (typeof value === 'string') {
    for (let start = value.indexOf('{{='); start >= 0; start = value.indexOf('{{=', start + 3)) {
      const end = value.indexOf('}}', start);
      if (end > 0) yield { source: value.slice(start + 3, end), text: value, from: start + 3, path, gives: 'any' };
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) yield* expressionsIn(item, [...path, index]);
  } else if (isJsonObject(value)) {
    for (const [field, item] of Object.entries(value)) {
      if (field === 'inline' || field === 'templates') continue;
      const place = [...path, field];
      const gives = givesOf(path, field);
      if (gives !== null && typeof item === 'string' && item !== '' && !item.includes('{{')) yield { source: item, text: item, from: 0, path: place, gives };
      else yield* expressionsIn(item, place);
    }
  }
}

/** What a field that is an expression must give; null: it is none. */
function givesOf(path: Path, field: string): Found['gives'] | null {
  const holder = path.at(-1);
  if (field === 'expression' && (holder === 'retryStrategy' || path.at(-2) === 'hooks')) return 'bool';
  if (field === 'expression' && holder === 'valueFrom') return 'any';
  return field === 'fromExpression' ? 'any' : null;
}

/** What conditions of retries are about; all are texts. */
const retryScope = new Map([['retries', '0'], ['lastRetry.exitCode', '1'], ['lastRetry.status', 'Failed'], ['lastRetry.duration', '1'], ['lastRetry.message', '']]);

function* wrongType({ resource }: WorkflowParts, { source, path, gives }: Found): Iterable<Diagnostic> {
  if (gives !== 'bool' || !path.includes('retryStrategy')) return;
  const result = evaluate(source, workflowEnvironment(retryScope), 'workflow');
  if (result.kind === 'error' && !/unknown name|JSON/.test(result.message)) {
    yield diagnose('SLU264', resource.at.spanOf(path), `The expression cannot be evaluated: ${result.message}. Each failure then ends in an error. What it asks of the last attempt are texts: write asInt(lastRetry.exitCode) for a number.`);
  } else if (result.kind === 'value' && typeof result.value !== 'boolean') {
    yield diagnose('SLU264', resource.at.spanOf(path), `The expression gives ${JSON.stringify(formatValue(result.value))}, for example, and neither true nor false, so that each failure ends in an error. Compare it with something.`);
  }
}

const roots: readonly string[] = ['workflow', 'steps', 'tasks', 'inputs', 'outputs', 'item', 'node', 'pod', 'retries', 'lastRetry', 'cronworkflow'];

let functions: ReadonlySet<string> | null = null;

function* unknownNames(workflow: WorkflowParts, found: Found, place: Place): Iterable<Diagnostic> {
  functions ??= new Set(workflowEnvironment(new Map()).keys());
  const own = [...found.source.matchAll(/\blet\s+(\w+)/g)].flatMap(([, name]) => name ?? []);
  const known = [...roots, ...functions, ...own];
  const names = identifiersOf(found.source) ?? [];
  if (!names.some((name) => !functions?.has(name.split('.')[0] ?? ''))) yield* constant(workflow, found);
  for (const name of names) {
    const span = (): Span => spanAt(workflow, found, Math.max(0, found.source.indexOf(name)));
    const [root = ''] = name.split('.');
    if (!known.includes(root)) {
      if (name !== root) continue;
      const dashed = /[\w-]*-[\w-]*/.exec(found.source.match(new RegExp(String.raw`\.[\w]+-${escaped(root)}\b`))?.[0]?.slice(1) ?? '')?.[0];
      const mend = dashed === undefined ? `Correct the name, or write a text in quotes.${didYouMean(name, known)}` : `A dash is a minus here: write ['${dashed}'] in place of .${dashed}.`;
      yield diagnose('SLU265', span(), `Nothing is called ${name} in expressions, so this one stays as it is written or ends in an error. ${mend}`);
      continue;
    }
    const why = whyMissing(workflow, name, place, names);
    if (why !== null) yield diagnose('SLU264', span(), `There is no ${name} here. ${why}`);
  }
}

/** Without variables it gives the same in each run. */
function* constant(workflow: WorkflowParts, found: Found): Iterable<Diagnostic> {
  const result = evaluate(found.source, workflowEnvironment(new Map()), 'workflow');
  if (result.kind !== 'error') return;
  const { line, column } = result.position;
  yield diagnose('SLU264', spanAt(workflow, found, offsetOf(found.source, line, column)), `The expression can only fail: ${result.message}. The Workflow ends in an error when it comes here. Correct it.`);
}

/** Null: it may be there. */
function whyMissing(workflow: WorkflowParts, name: string, { template, calls }: Place, all: readonly string[]): string | null {
  const isWhole = !all.some((other) => other !== name && other.startsWith(`${name}.`));
  const [, input] = /^inputs\.parameters\.([^.]+)/.exec(name) ?? [];
  if (input !== undefined && template) {
    const declared = namesAt(template.value, 'inputs', 'parameters');
    return declared.includes(input) || name.split('.').length > 3 ? null : `The template has no input parameter ${input}.${didYouMean(input, declared)}`;
  }
  const [, parameter] = /^workflow\.parameters\.([^.]+)$/.exec(name) ?? [];
  if (parameter !== undefined) return hasGlobal(workflow, `parameters.${parameter}`) ? null : `The Workflow has no parameter ${parameter}.${didYouMean(parameter, namesAt(workflow.spec, 'arguments', 'parameters'))}`;
  const [, prefix = '', call] = /^(steps|tasks)\.([^.]+)$/.exec(name) ?? [];
  if (call !== undefined && calls.length > 0 && call !== 'name') {
    const names = calls.map((one) => one.name);
    return names.includes(call) || names.some((one) => one.startsWith(`${call}-`)) ? null : `There is no ${prefix === 'tasks' ? 'task' : 'step'} ${call}.${didYouMean(call, names)}`;
  }
  const [, key, below] = /^item\.([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
  if (key === undefined || !isWhole) return null;
  const loops = calls.map(({ value }) => value).filter((value) => isGiven(value, 'withItems') || isGiven(value, 'withParam'));
  const mine = loops.find((value) => JSON.stringify(value).includes(name)) ?? null;
  if (!mine) return null;
  if (below !== undefined && holdsMap(mine, key)) return `Fields of an item are texts: read it first, as in fromJSON(item.${key}).${below}.`;
  const keys = itemKeys(mine);
  return keys === null || keys.has(key) || below !== undefined ? null : `No item of the loop has a key ${key}.${didYouMean(key, keys)}`;
}

function holdsMap(call: JsonObject, key: string): boolean {
  return listAt(call, 'withItems').some((item) => objectAt(item, key) !== null);
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`);
}

function offsetOf(source: string, line: number, column: number): number {
  const lines = source.split('\n').slice(0, line - 1);
  const before = lines.reduce((sum, one) => sum + one.length + 1, 0);
  return before + [...source.slice(before)].slice(0, column - 1).join('').length;
}

function spanAt({ resource }: WorkflowParts, { text, from, path }: Found, offset: number): Span {
  const at = Math.min(from + offset, text.length);
  return placeOfPart(resource, { path, text, from: at, to: Math.max(at + 1, text.slice(at).search(/[^\w.]|$/) + at) });
}
