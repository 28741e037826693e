import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { planText } from '../../src/plan/index.ts';
import { findStages, planView, renderMarkdown, renderTerminal, renderYaml } from '../../src/render/index.ts';
import { planOf, rolloutText, type Files } from './plans.ts';

/** Words that stand nowhere else in a plan. */
const secret = fc.stringMatching(/^[a-z0-9]{12}$/).map((text) => `zz${text}`);

const entries = fc.dictionary(fc.constantFrom('token', 'password', 'tls.key'), secret, { maxKeys: 3 });

const data = fc.record({ data: entries, stringData: entries, applied: fc.boolean() });

type Data = { readonly data: Readonly<Record<string, string>>; readonly stringData: Readonly<Record<string, string>>; readonly applied: boolean };

function files(given: Data | null): Files {
  if (given === null) return { 'web.yaml': rolloutText({}) };
  const { data: encoded, stringData, applied } = given;
  const annotations = applied ? { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: encoded, stringData }) } : {};
  return { 'web.yaml': rolloutText({}), 'secret.yaml': JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', annotations }, data: encoded, stringData }) };
}

test('values of Secrets are in no output, whatever happens to the Secret', () => {
  fc.assert(
    fc.property(fc.option(data), fc.option(data), (before, after) => {
      const plan = planOf(files(after), { before: files(before) });
      const outputs = [planText(plan), renderYaml(plan), renderMarkdown(plan), renderTerminal(planView(plan), { width: 200, colour: true, unicode: true }), renderTerminal(planView(plan, { explained: findStages(plan, 'all') }), { width: 60, colour: false, unicode: false })];
      const values = [before, after].flatMap((given) => (given === null ? [] : [...Object.values(given.data), ...Object.values(given.stringData)]));
      for (const output of outputs) for (const value of values) expect(output).not.toContain(value);
    }),
    { numRuns: 80 },
  );
});

test('a Secret that changes is seen to change', () => {
  const secret1 = files({ data: { token: 'zzaaaa' }, stringData: {}, applied: false });
  const secret2 = files({ data: { token: 'zzbbbb', more: 'zzcccc' }, stringData: {}, applied: false });
  const text = renderTerminal(planView(planOf(secret2, { before: secret1 })), { width: 100, colour: false, unicode: false });
  expect(text).toContain('~ data.token: (sensitive value), changed');
  expect(text).toContain('+ data.more: (sensitive value)');
});
