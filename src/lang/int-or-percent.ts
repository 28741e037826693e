import { goQuote, parseGoInt } from './go-text.ts';
import { type Parsed, parsed, refused } from './parsed.ts';

export type Rounding = 'up' | 'down';

/**
 * The number that a count or a percentage of `total` stands for, such as maxSurge and maxUnavailable.
 *
 * @example scaledValue('25%', 10, 'up') // 3
 * @see k8s.io/apimachinery 0.35, intstr.GetScaledValueFromIntOrPercent
 */
export function scaledValue(value: number | string, total: number, rounding: Rounding): Parsed<number> {
  if (typeof value === 'number') return parsed(value);
  if (!value.endsWith('%')) return refused('invalid value for IntOrString: invalid type: string is not a percentage');
  const percent = parseGoInt(value.slice(0, -1), 64, 'Atoi');
  if (!percent.ok) return refused(`invalid value for IntOrString: invalid value ${goQuote(value)}: ${percent.message}`);
  const share = (Number(percent.value) * total) / 100;
  return parsed((rounding === 'up' ? Math.ceil(share) : Math.floor(share)) + 0); // + 0 turns -0 into 0
}
