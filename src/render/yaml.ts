import { stringify } from 'yaml';
import type { Plan } from '../model/index.ts';
import { encodePlan } from '../plan/index.ts';

/** The plan itself as YAML, with the keys and their order of the JSON form. */
export function renderYaml(plan: Plan): string {
  return stringify(encodePlan(plan), { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
}
