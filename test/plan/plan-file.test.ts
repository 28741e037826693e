import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/plan-file-digest.ts';
import type { KubeObject, ProgramId } from '../../src/model/index.ts';
import { decodePlanFile, planText, staleCluster, staleInputs, staleObjects, staleSecrets, staleStates, withoutSecretValues, wrongAssumptions, type LiveMark, type PlanFile, type StateMark } from '../../src/plan/index.ts';
import { renderDiagnostic, type Diagnostic } from '../../src/diagnostic/index.ts';
import { plans } from '../render/arbitrary.ts';
import { planOf, rolloutText } from '../render/plans.ts';
import { planFile, textOf } from './plan-file-examples.ts';

const read = (text: string): ReturnType<typeof decodePlanFile> => decodePlanFile(text, 'a.plan', { plain: sha256 });

describe('plan files', () => {
  test('are read as they were written', () => {
    const bases = fc.oneof(
      fc.constant<PlanFile['base']>({ kind: 'assumed' }),
      fc.record({ kind: fc.constant('cluster' as const), uid: fc.string(), states: fc.array(fc.record({ program: fc.constant('default/Rollout/web' as ProgramId), lineage: fc.string(), serial: fc.nat() })), live: fc.constant([]) }),
    );
    const given = fc.record({ plan: plans, base: bases, onDeviation: fc.constantFrom('halt' as const, 'ask' as const), key: fc.option(fc.string()), targets: fc.array(fc.string()) });
    fc.assert(
      fc.property(given, (parts) => {
        const file = planFile(parts);
        expect(read(textOf(file))).toEqual({ value: { plan: file.plan, file }, diagnostics: [] });
      }),
      { numRuns: 40 },
    );
  });

  test('are refused, or mean the same, whichever bit of them is flipped', () => {
    const bytes = Buffer.from(textOf(planFile()), 'utf8');
    const whole = read(bytes.toString('utf8')).value;
    const isHarmless = (index: number, bit: number): boolean => {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
      const { value, diagnostics } = read(flipped.toString('utf8'));
      return value === null ? diagnostics.length === 1 : JSON.stringify(value) === JSON.stringify(whole);
    };
    const head = Array.from({ length: 400 }, (_, index) => index);
    expect(head.flatMap((index) => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => !isHarmless(index, bit)).map((bit) => [index, bit]))).toEqual([]);
    fc.assert(fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), isHarmless), { numRuns: 300 });
  });

  test('mean the same with other blanks', () => {
    const text = textOf(planFile());
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(read(text));
    expect(read(JSON.stringify(JSON.parse(text)))).toEqual(read(text));
  });

  test('are refused when they were cut off', () => {
    const text = textOf(planFile());
    fc.assert(fc.property(fc.nat({ max: text.length - 3 }), (length) => read(text.slice(0, length)).value === null), { numRuns: 50 });
  });

  test('that hold a bare plan have no file', () => {
    const { plan } = planFile();
    expect(read(planText(plan))).toEqual({ value: { plan, file: null }, diagnostics: [] });
  });

  test('of a later major version are refused before their checksum is looked at', () => {
    const { diagnostics } = read(textOf(planFile()).replace('"formatVersion": "1.0"', '"formatVersion": "2.0"'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['SLU422']);
  });
});

const secret = (password: string, more: Readonly<Record<string, string>> = {}): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'default' }, stringData: { password, ...more } });
const keyed = { keyed: (text: string) => `hmac-sha256:${sha256(`key ${text}`).slice(7)}` };

describe('a Secret', () => {
  const applied: KubeObject = { ...secret('hunter2'), metadata: { ...secret('').metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"hunter2"}', team: 'web' } } };

  test('is written down without its values', () => {
    const text = JSON.stringify(withoutSecretValues(applied, keyed));
    expect([text.includes('hunter2'), text.includes('"team":"web"'), /"password":"hmac-sha256:[0-9a-f]{64}"/.test(text)]).toEqual([false, true, true]);
  });

  test('has another digest for the same value elsewhere', () => {
    const { stringData } = withoutSecretValues(secret('same', { other: 'same' }), keyed) as unknown as { readonly stringData: Readonly<Record<string, string>> };
    expect(stringData['password']).not.toBe(stringData['other']);
  });
});

const said = (diagnostics: readonly Diagnostic[]): string => diagnostics.map((each) => renderDiagnostic(each, () => undefined).replace(/\s+/g, ' ')).join('\n');
const base = (states: readonly StateMark[], live: readonly LiveMark[] = [], uid = 'a'): Extract<PlanFile['base'], { kind: 'cluster' }> => ({ kind: 'cluster', uid, states, live });
const web = 'default/Rollout/web' as ProgramId;
const mark = (lineage: string, serial: number): StateMark => ({ program: web, lineage, serial });
const live = (name: string, digest: string | null): LiveMark => ({ object: { apiVersion: 'v1', kind: 'Service', namespace: 'default', name }, digest });
const two = planFile({ inputs: ['a.yaml', 'b.yaml', 'c.yaml'].map((path) => ({ path, use: 'manifests', digest: path })) });
const withSecret = planFile({ manifests: [{ file: 'token.yaml', object: withoutSecretValues(secret('hunter2', { user: 'web' }), keyed) }] });
const hidden = (object: KubeObject): readonly KubeObject[] => [withoutSecretValues(object, keyed)];
const update = (image: string): ReturnType<typeof planOf> => planOf({ 'web.yaml': rolloutText({ image: 'web:9' }) }, { before: { 'web.yaml': rolloutText({ image }) } });

const cases: readonly { readonly name: string; readonly found: readonly Diagnostic[]; readonly says: readonly string[] }[] = [
  { name: 'inputs as they were', found: staleInputs(two, (path) => path), says: [] },
  { name: 'an input that changed and one that is gone', found: staleInputs(two, (path) => (path === 'a.yaml' ? path : path === 'b.yaml' ? 'other' : null)), says: ['SLU431', 'b.yaml has changed', 'c.yaml is gone'] },
  { name: 'the same cluster', found: staleCluster(base([]), { uid: 'a', title: 'cluster' }), says: [] },
  { name: 'another cluster', found: staleCluster(base([]), { uid: 'b', title: 'cluster' }), says: ['SLU432', 'cluster is b', 'for the cluster a'] },
  { name: 'a state as it was', found: staleStates(base([mark('x', 3)]), [mark('x', 3)], [web]), says: [] },
  { name: 'a state that was written', found: staleStates(base([mark('x', 3)]), [mark('x', 4)], [web]), says: ['SLU433', 'from serial 3 to 4'] },
  { name: 'a state begun anew', found: staleStates(base([mark('x', 3)]), [mark('y', 3)], [web]), says: ['SLU433', 'begun anew'] },
  { name: 'a state that was made', found: staleStates(base([]), [mark('x', 1)], [web]), says: ['SLU433', 'was made'] },
  { name: 'a state of another program', found: staleStates(base([]), [mark('x', 1)], []), says: [] },
  { name: 'objects as they were', found: staleObjects(base([], [live('a', '1'), live('b', null)]), [live('b', null), live('a', '1')]), says: [] },
  {
    name: 'objects that were changed, deleted and made',
    found: staleObjects(base([], [live('a', '1'), live('b', '1'), live('c', null)]), [live('a', '2'), live('b', null), live('c', '1'), live('d', '1')]),
    says: ['Service/a was changed', 'Service/b was deleted', 'Service/c was made', 'Service/d was made'],
  },
  { name: 'a Secret as it was', found: staleSecrets(withSecret, hidden(secret('hunter2', { user: 'web' }))), says: [] },
  { name: 'a Secret with another value', found: staleSecrets(withSecret, hidden(secret('hunter3', { user: 'web' }))), says: ['SLU435', 'default/token has another value of password in token.yaml'] },
  { name: 'a Secret that is gone', found: staleSecrets(withSecret, []), says: ['SLU435', 'is not in token.yaml any more'] },
  { name: 'a preview of what is so', found: wrongAssumptions(update('web:1'), update('web:1')), says: [] },
  { name: 'a preview of what is otherwise', found: wrongAssumptions(update('web:1'), update('web:2')), says: ['SLU438', 'what before says', 'default/Rollout/web is otherwise'] },
  { name: 'a preview of nothing where there is something', found: wrongAssumptions(planOf({ 'web.yaml': rolloutText({}) }), update('web:1')), says: ['SLU438', 'there is nothing yet'] },
];

test.each(cases)('$name', ({ found, says }) => {
  const text = said(found);
  if (says.length === 0) expect(text).toBe('');
  expect(says.filter((part) => !text.includes(part))).toEqual([]);
});
