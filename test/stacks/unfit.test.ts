import { expect, it } from 'vitest';
import { unfitness } from '../../stacks/unfit.ts';
import { planned } from '../plan/check.ts';
import { routedBy, routers, type Routed } from '../rollout/routed.ts';

const planOf = (name: string) => {
  const routed = routers[name] as Routed;
  const beside = { from: routed.routes, to: routed.routes };
  return planned({ from: routedBy(routed, { image: 'web:1' }), to: routedBy(routed, { image: 'web:2', steps: ['setWeight 20', 'pause'] }), beside });
};

it.each([
  ['istio', 'VirtualService web'],
  ['gateway', 'HTTPRoute web'],
])('the lists that %s changes are not for Terraform', (name, object) => {
  expect(unfitness(planOf(name))).toContain(`changes parts of lists in the ${object}, and Terraform can only write a list as a whole`);
});

it.each(['nginx', 'alb'])('the annotations that %s changes are', (name) => {
  expect(unfitness(planOf(name))).toBeNull();
});
