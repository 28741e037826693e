import { fnv1a32, utf8Length } from '../lang/index.ts';

/**
 * The ID of a node: the Workflow's name for the root, else with a hash of the node's full name behind it.
 *
 * @see Argo Workflows 4.1 Workflow.NodeID
 */
export function nodeId(workflow: string, nodeName: string): string {
  return nodeName === workflow ? workflow : `${workflow}-${hashOf(nodeName)}`;
}

let last = { name: '', hash: fnv1a32('') };

/** A node's ID and its pod's name are mostly asked for one after the other. */
function hashOf(name: string): number {
  if (last.name !== name) last = { name, hash: fnv1a32(name) };
  return last.hash;
}

const longestPrefix = 253 - 10 - 1;

/**
 * The name of a node's pod. An inline template has the name ''.
 *
 * @see Argo Workflows 4.1 workflow/util GeneratePodName, version v2
 */
export function podName(workflow: string, nodeName: string, template: string): string {
  if (nodeName === workflow) return workflow;
  const prefix = template === '' ? workflow : `${workflow}-${template}`;
  // A character has at most three bytes for each of its units.
  const isLong = prefix.length > longestPrefix / 3 && utf8Length(prefix) > longestPrefix;
  return `${isLong ? prefix.slice(0, longestPrefix) : prefix}-${hashOf(nodeName)}`;
}

export function onExitName(parent: string): string {
  return `${parent}.onExit`;
}

export function hookName(parent: string, hook: string): string {
  return `${parent}.hooks.${hook}`;
}

/** A node's name without its boundary's and without what marks steps and tasks. */
export function displayNameOf(name: string, boundaryName: string | null): string {
  if (boundaryName === null) return name;
  const rest = name.startsWith(boundaryName) ? name.slice(boundaryName.length) : name;
  if (rest.startsWith('.')) return rest.slice(1);
  return rest.replace(/^(\[\d+\])?\./, '');
}

/**
 * The step or task that a node belongs to: the last part of its name without indexes in brackets.
 *
 * @example callerOf('wf.fanout(0:1)(0)[0]') // 'fanout'
 * @see Argo Workflows 4.1 controller getStepOrDAGTaskName
 */
export function callerOf(nodeName: string): string {
  let opener = '';
  let end = nodeName.length;
  for (let at = nodeName.length - 1; at >= 0; at--) {
    const char = nodeName.charAt(at);
    if (char === opener) opener = '';
    else if (opener !== '') continue;
    else if (char === ')') opener = '(';
    else if (char === ']') opener = '[';
    else {
      end = at + 1;
      break;
    }
  }
  const kept = nodeName.slice(0, end);
  return kept.slice(kept.lastIndexOf('.') + 1);
}
