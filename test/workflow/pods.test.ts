import { describe, expect, test } from 'vitest';
import { firstPod } from './check.ts';

describe('metadata of pods', () => {
  test('comes from the object whose template it is too', () => {
    const { metadata } = firstPod(`entrypoint: main
podMetadata: { labels: { team: a, of: "{{inputs.parameters.text}}" } }
templates:
- name: main
  steps:
  - - { name: x, templateRef: { name: lib, template: note }, arguments: { parameters: [{ name: text, value: hello }] } }`, `---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: { name: lib }
spec:
  podMetadata: { labels: { team: b, tier: back }, annotations: { said: "{{inputs.parameters.text}}" } }
  templates:
  - name: note
    inputs: { parameters: [{ name: text }] }
    metadata: { labels: { tier: own } }
    container: { image: tool }
`);
    expect(metadata.labels).toMatchObject({ team: 'b', tier: 'own', of: 'hello' });
    expect(metadata.annotations).toMatchObject({ said: 'hello' });
  });
});
