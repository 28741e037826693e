import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../src/diagnostic/index.ts';
import { readDocuments } from '../../src/document/index.ts';

const map = (name: string, data: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const valuesOf = (json: object): readonly unknown[] => readDocuments(JSON.stringify(json, null, 2), 'cdk.tf.json').value.map(({ value }) => value);

describe('manifests in JSON of Terraform', () => {
  test.each<readonly [string, object, readonly object[]]>([
    ['a configuration', { terraform: {}, resource: { kubernetes_manifest: { a: { manifest: map('a') }, b: { manifest: map('b') } }, random_id: { c: {} } } }, [map('a'), map('b')]],
    ['blocks in lists', { resource: [{ kubernetes_manifest: [{ a: [{ manifest: map('a') }] }] }, { kubernetes_manifest: { b: { manifest: map('b') } } }] }, [map('a'), map('b')]],
    ['nothing of Kubernetes', { terraform: { required_providers: {} }, output: {} }, []],
    ["CDKTF's list of stacks", { version: '0.21.0', stacks: { a: { synthesizedStackPath: 'stacks/a/cdk.tf.json' } } }, []],
    ['marks that stand for themselves', { resource: { kubernetes_manifest: { a: { manifest: map('a', { '$${k}': 'echo $${HOME} %%{ $$${x}' }) } } } }, [map('a', { '${k}': 'echo ${HOME} %{ $${x}' })]],
    ['a list in a manifest', { resource: { kubernetes_manifest: { a: { manifest: { apiVersion: 'v1', kind: 'List', items: [map('a')] } } } } }, [map('a')]],
    [
      'a plan with modules',
      {
        format_version: '1.2',
        planned_values: { root_module: { resources: [resource(map('a', { x: '$${y}' })), { type: 'random_id', values: {} }], child_modules: [{ resources: [resource(map('b'))], child_modules: [{ resources: [resource(map('c'))] }] }] } },
      },
      [map('a', { x: '$${y}' }), map('b'), map('c')],
    ],
    ['a state', { format_version: '1.0', values: { root_module: { resources: [resource(map('a'))] } } }, [map('a')]],
  ])('%s', (_name, json, expected) => {
    expect(valuesOf(json)).toEqual(expected);
  });

  test('anything else is a document like others', () => {
    expect(valuesOf({ resource: 'a' })).toEqual([{ resource: 'a' }]);
    expect(valuesOf({ apiVersion: 'v1', kind: 'X', terraform: {} })).toEqual([{ apiVersion: 'v1', kind: 'X', terraform: {} }]);
  });

  test('have their places in the file', () => {
    const text = '{"resource": {"kubernetes_manifest": {"a": {\n  "manifest": {"kind": "ConfigMap",\n    "data": {"$${k}": "x"}}}}}}';
    const [document] = readDocuments(text, 'cdk.tf.json').value;
    expect(document?.spanOf([]).start).toMatchObject({ line: 2, column: 15 });
    expect(document?.spanOf(['data']).start).toMatchObject({ line: 3, column: 13 });
  });

  test('with expressions are told of', () => {
    const text = JSON.stringify({ resource: { kubernetes_manifest: { a: { manifest: map('a', { image: '${var.image}', b: '$${no}' }) } } } });
    const { diagnostics } = readDocuments(text, 'cdk.tf.json');
    expect(diagnostics.map(({ code }) => code)).toEqual(['SLU120']);
    expect(diagnostics.map((each) => renderDiagnostic(each, () => text))[0]).toContain('Only Terraform knows what ${var.image} is');
  });
});

function resource(manifest: object): object {
  return { type: 'kubernetes_manifest', values: { manifest } };
}
