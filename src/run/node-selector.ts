import type { NodeStatus } from '../model/index.ts';

/**
 * Whether a field selector means a node: terms as "displayName=a", "phase!=Failed", with commas between.
 *
 * @see Argo Workflows 4.1 workflow/util SelectorMatchesNode
 */
export function nodeMatches(node: NodeStatus, selector: string): boolean {
  return selector.split(',').every((term) => {
    const [, field = '', operator = '', value = ''] = /^\s*([^=!]+?)\s*(!=|==|=)\s*(.*?)\s*$/.exec(term) ?? [];
    if (operator === '') return false;
    const is = fieldOf(node, field) === value;
    return operator === '!=' ? !is : is;
  });
}

function fieldOf(node: NodeStatus, field: string): string {
  const { template } = node;
  switch (field) {
    case 'displayName':
    case 'phase':
    case 'name':
    case 'id':
      return node[field];
    case 'templateName':
      return template === null ? '' : typeof template === 'string' ? template : template.template;
    case 'templateRef.name':
      return template !== null && typeof template !== 'string' ? template.name : '';
    case 'templateRef.template':
      return template !== null && typeof template !== 'string' ? template.template : '';
    default: {
      const name = /^inputs\.parameters\.(.+)\.value$/.exec(field)?.[1];
      return node.inputs?.parameters.find((parameter) => parameter.name === name)?.value ?? '';
    }
  }
}
