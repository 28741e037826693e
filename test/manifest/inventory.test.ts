import { describe, expect, test } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory } from '../../src/manifest/index.ts';
import { canary, check, lintText } from './check.ts';

const settings = (metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n`;

describe('documents that are no objects', () => {
  check('hold something else', 'just a text\n', `
web.yaml:1:1 error SLU201 document is no object
    1 | just a text
      | ^^^^^^^^^^^
  A manifest is a mapping with apiVersion, kind and metadata; this document holds something else.
  Correct or remove it.
`);
  check('have no kind', 'apiVersion: v1\nmetadata: { name: a }\n', `
web.yaml:1:1 error SLU201 document is no object
    1 | apiVersion: v1
      | ^^^^^^^^^^^^^^
  The document has no kind, so nobody can tell what kind of object it is. Add it at its top.
`);
  check('have neither', 'spec: {}\n', `
web.yaml:1:1 error SLU201 document is no object
    1 | spec: {}
      | ^^^^^^^^
  The document has no apiVersion and no kind, so nobody can tell what kind of object it is. Add them
  at its top.
`);
  check('have no name', settings('{ labels: {} }'), `
web.yaml:3:1 error SLU201 document is no object
    3 | metadata: { labels: {} }
      | ^^^^^^^^
  The ConfigMap has no name. Give it metadata.name, or metadata.generateName for a new name at each
  creation.
`);
  check('have no metadata', 'apiVersion: v1\nkind: ConfigMap\n', `
web.yaml:2:7 error SLU201 document is no object
    2 | kind: ConfigMap
      |       ^^^^^^^^^
  The ConfigMap has no name. Give it metadata.name, or metadata.generateName for a new name at each
  creation.
`);
  check('may have a name to come', settings('{ generateName: job- }') + '---\n' + settings('{ generateName: job- }'), '');
});

describe('objects', () => {
  check('are given once', `${settings('{ name: a }')}---\n${settings('{ name: a, namespace: default }')}---\n${settings('{ name: a, namespace: other }')}`, `
web.yaml:7:19 error SLU204 object is given twice
    7 | metadata: { name: a, namespace: default }
      |                   ^
  The ConfigMap a in namespace default is given twice, and only one of the two can be meant. Remove
  one, or give it another name or namespace.
  web.yaml:3:19 it is given first here
    3 | metadata: { name: a }
      |                   ^
`);
  check('of two groups may share a kind and a name', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: a }\n', '');
  check('have valid names', `${settings('{ name: A_b }')}---\napiVersion: v1\nkind: Service\nmetadata: { name: 1a }\n`, `
web.yaml:3:19 error SLU229 name is not valid
    3 | metadata: { name: A_b }
      |                   ^^^
  A_b is no name for a ConfigMap: it must hold only lower-case letters, digits, dashes and dots,
  begin and end in a letter or digit, and be at most 253 characters long. Choose another one.
web.yaml:7:19 error SLU229 name is not valid
    7 | metadata: { name: 1a }
      |                   ^^
  1a is no name for a Service: it must begin with a lower-case letter, hold only those, digits and
  dashes, end in no dash, and be at most 63 characters long. Choose another one.
`);
  check('of the kind Rollout have a name of their own', canary('{}').replace('name: web\nspec', 'generateName: web-\nspec'), `
web.yaml:4:17 error SLU229 name is not valid
    4 |   generateName: web-
      |                 ^^^^
  A Rollout needs a name of its own: under generateName each version would be another Rollout. Write
  metadata.name.
`);
  check('are of kinds that Argo has', 'apiVersion: argoproj.io/v1alpha1\nkind: Rolout\nmetadata: { name: a }\n---\napiVersion: argoproj.io/v1\nkind: Rollout\nmetadata: { name: a }\nspec: { strategy: { canary: {} } }\n', `
web.yaml:2:7 warning SLU243 kind is not known to Argo
    2 | kind: Rolout
      |       ^^^^^^
  Argo has no kind Rolout, so sluice takes the object as it is and checks nothing in it. Did you
  mean Rollout?
web.yaml:5:13 warning SLU243 kind is not known to Argo
    5 | apiVersion: argoproj.io/v1
      |             ^^^^^^^^^^^^^^
  Argo has the kind Rollout in argoproj.io/v1alpha1 only. Write that as the apiVersion.
web.yaml:8:1 error SLU208 selector cannot be used
    8 | spec: { strategy: { canary: {} } }
      | ^^^^
  The Rollout has no selector, so it could not find its own pods. Add spec.selector.matchLabels with
  labels of the template.
web.yaml:8:1 error SLU241 pod cannot be made
    8 | spec: { strategy: { canary: {} } }
      | ^^^^
  The pod template has no container. Add one under spec.containers.
`);
});

describe('files that are come upon in a folder', () => {
  const found = async (text: string): Promise<readonly string[]> => (await lintText(text, { cameUpon: true })).map(({ code, severity }) => `${severity} ${code}`);

  test('may be something else', async () => {
    expect(await found('name: chart\nversion: 1\n---\n- a\n')).toEqual(['note SLU244', 'note SLU244']);
  });
  test('may be of kustomize', async () => {
    expect(await found('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n')).toEqual(['note SLU244']);
  });
  test('may be scenarios of sluice', async () => {
    expect(await found('metrics: []\nactions: []\n')).toEqual([]);
  });
  test('may not be half a manifest', async () => {
    expect(await found('metadata: { name: a }\n')).toEqual(['error SLU201']);
  });
});

test('namespaces are filled in where objects have one', () => {
  const text = `${settings('{ name: a }')}---\n${settings('{ name: b, namespace: own }')}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: c }\n`;
  const inventory = readInventory(readDocuments(text, 'web.yaml').value, { namespace: 'team' });
  expect(inventory.resources.map(({ object }) => `${object.metadata.namespace ?? 'none'}/${object.metadata.name}`)).toEqual(['team/a', 'own/b', 'none/c']);
  expect(inventory.find('ConfigMap', 'own', 'b')?.object.metadata.name).toBe('b');
  expect(inventory.find('ConfigMap', 'team', 'b')).toBeUndefined();
});
