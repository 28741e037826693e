import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { canary, lintText, rollout, services, template } from './check.ts';

const documents: readonly string[] = [
  canary('canaryService: web-canary\nstableService: gone\nsteps:\n- setWeight: 50\n- setWeight: 10\nanalysis:\n  templates: [{ templateName: success }, { templateName: nowhere }]\n  args: [{ name: unused, value: a }]\ntrafficRouting:\n  nginx: { stableIngress: web }'),
  rollout('strategy:\n  blueGreen: { activeService: web-canary }', { name: 'other', labels: '{ app: other }' }),
  ...services('web-canary', 'web').split('---\n').filter((text) => text !== ''),
  template('args: [{ name: host }]\nmetrics:\n- name: rate\n  count: 3\n  provider: { web: { url: "{{args.port}}" } }').replace('---\n', ''),
  'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec:\n  rules:\n  - http: { paths: [{ backend: { service: { name: web-old } } }] }\n',
  'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: build }\nspec:\n  entrypoint: job\n  templates:\n  - name: main\n    dag: { tasks: [{ name: a, templateRef: { name: shared, template: jbo } }] }\n',
  'apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: { name: shared }\nspec:\n  templates: [{ name: job, container: { image: a } }]\n',
];

/** Every finding with the text it marks, so that a place can be compared when lines have moved. */
async function findings(order: readonly string[]): Promise<readonly string[]> {
  const text = order.join('---\n');
  const marked = (span: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } }): string => text.slice(span.start.offset, span.end.offset);
  const found = (await lintText(text)).map(({ code, detail, span, related = [] }) => [code, span && marked(span), ...related.map((other) => marked(other.span)), detail].join(' | '));
  return [...found].sort();
}

test('the order of documents changes nothing', async () => {
  const expected = await findings(documents);
  expect(expected.map((line) => line.split(' ')[0])).toEqual(['SLU202', 'SLU202', 'SLU202', 'SLU205', 'SLU206', 'SLU207', 'SLU214', 'SLU216', 'SLU217', 'SLU217', 'SLU222', 'SLU223', 'SLU233', 'SLU234']);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...documents], { minLength: documents.length }), async (order) => {
      expect(await findings(order)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
