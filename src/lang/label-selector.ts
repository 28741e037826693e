import { goQuote } from './go-text.ts';
import { type Parsed, parsed, refused } from './parsed.ts';
import { type Labels, type Operator, type Requirement, type Selector, byKey, requirement } from './selector.ts';

/** A selector as it stands in a manifest. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

const operators: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

/**
 * The selector of an object's `selector` field: null matches nothing, an empty one everything.
 *
 * @see k8s.io/apimachinery 0.35, metav1.LabelSelectorAsSelector
 */
export function labelSelector(source: LabelSelector | null): Parsed<Selector> {
  if (source === null) return parsed(null);
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(source.matchLabels ?? {})) {
    const one = requirement(key, '=', [value]);
    if (!one.ok) return one;
    requirements.push(one.value);
  }
  for (const { key, operator, values } of source.matchExpressions ?? []) {
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (known === undefined) return refused(`${goQuote(operator)} is not a valid label selector operator`);
    const one = requirement(key, known, values ?? []);
    if (!one.ok) return one;
    requirements.push(one.value);
  }
  return parsed(byKey(requirements));
}
