import { formatTime, goJsonString, goQuote } from '../lang/index.ts';
import { podName } from './names.ts';
import type { Run } from './run.ts';

/** `workflow.failures`: the nodes that failed, as JSON in quotes. Only made when something asks for it. @see Argo Workflows 4.1 controller failedNodeStatus */
export function failuresJson(run: Run): string {
  const failed = run.book.all().filter(({ phase }) => phase === 'Failed' || phase === 'Error');
  if (failed.length === 0) return goQuote('null');
  const items = failed.map((node) => {
    const template = typeof node.template === 'string' ? node.template : (node.template?.template ?? '');
    const fields = {
      displayName: node.displayName,
      message: node.message,
      templateName: template,
      phase: node.phase,
      podName: podName(run.program.name, node.name, template),
      finishedAt: node.finishedAt === null ? '' : formatTime(node.finishedAt),
    };
    return `{${Object.entries(fields).map(([name, value]) => `"${name}":${goJsonString(value)}`).join(',')}}`;
  });
  return goQuote(`[${items.join(',')}]`);
}
