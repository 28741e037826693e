import { listIn, objectsIn, textIn } from './fields.ts';
import { newNode } from './new-node.ts';
import type { Attempt, Run } from './run.ts';
import type { Template } from './template.ts';

/**
 * The nodes of a container set's containers, once its pod was asked for.
 *
 * @see Argo Workflows 4.1 controller executeContainerSet
 */
export function executeContainerSet(run: Run, attempt: Attempt, template: Template): void {
  const { book } = run;
  const pod = book.get(attempt.nodeName);
  const containers = objectsIn(template, 'containerSet', 'containers').map((container) => ({ name: textIn(container, 'name'), needs: listIn(container, 'dependencies').map(String) }));
  for (const { name } of containers) {
    const nodeName = `${attempt.nodeName}.${name}`;
    if (!book.find(nodeName)) newNode(run, { ...attempt, nodeName, boundary: pod.id, conditional: null, widthUnknown: null }, { type: 'Container', phase: 'Pending', retried: attempt.retried });
  }
  for (const { name, needs } of containers) {
    if (needs.length === 0) book.link(attempt.nodeName, `${attempt.nodeName}.${name}`);
    // One that is not there is told of by lint.
    for (const need of needs) if (book.find(`${attempt.nodeName}.${need}`)) book.link(`${attempt.nodeName}.${need}`, `${attempt.nodeName}.${name}`);
  }
}
