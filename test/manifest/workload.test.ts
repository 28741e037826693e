import { describe, expect, test } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import { blankMemory, request } from '../../src/rollout/index.ts';

const rollout = (workload: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web }
spec:
  workloadRef: { apiVersion: apps/v1, kind: Deployment, name: web, ${workload} }
  strategy: { canary: {} }
`;
const workload = (kind: string, apiVersion: string): string => `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: web }
${kind === 'PodTemplate' ? '' : 'spec:\n  selector: { matchLabels: { app: web } }\n'}${kind === 'PodTemplate' ? '' : '  '}template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:1" }] }
`;

function read(text: string) {
  const { value, diagnostics } = readPrograms(readInventory(readDocuments(text, 'web.yaml').value, { namespace: 'default' }));
  const program = value.programs[0];
  return { program: program?.kind === 'Rollout' ? program : null, said: diagnostics.map(({ code, span, detail }) => `${span?.start.line ?? 0}:${span?.start.column ?? 0} ${code} ${detail}`) };
}

describe('a Rollout that refers to a workload', () => {
  test('has its pods and its selector', () => {
    const { program, said } = read(rollout('scaleDown: never') + workload('Deployment', 'apps/v1'));
    expect(said).toEqual([]);
    expect(program?.spec.selector).toEqual({ matchLabels: { app: 'web' } });
    expect(program?.spec.template.spec).toEqual({ containers: [{ name: 'web', image: 'web:1' }] });
  });

  test('may refer to a PodTemplate, and has a selector of its own then', () => {
    const text = rollout('').replace('kind: Deployment', 'kind: PodTemplate').replace('apps/v1, kind', 'v1, kind').replace('  strategy', '  selector: { matchLabels: { app: web } }\n  strategy');
    const { program, said } = read(text + workload('PodTemplate', 'v1'));
    expect(said).toEqual([]);
    expect(program?.spec.template.metadata.labels).toEqual({ app: 'web' });
    expect(program?.spec.selector).toEqual({ matchLabels: { app: 'web' } });
  });

  test.each([
    ['that is not there', rollout(''), '5:63 SLU402 The Rollout takes its pods from the Deployment web, which is not among these manifests. Add its file to the command, so that the plan can show what would run.'],
    ['that has no pods', rollout('').replace('kind: Deployment', 'kind: Service'), '5:45 SLU402 The Rollout takes its pods from a Service.apps, which has none. Refer to a Deployment or ReplicaSet of apps/v1, or to a PodTemplate.'],
    ['that is to be scaled down', rollout('scaleDown: onsuccess') + workload('Deployment', 'apps/v1'), '5:68 SLU401 Scaling a workload down (onsuccess) is read and checked, but this version of sluice cannot plan it, and a plan without it would be wrong. Plan the Rollout without it, or let the Argo controller run it.'],
  ])('is refused where it refers to one %s', (_what, text, says) => {
    expect(read(text)).toEqual({ program: null, said: [says] });
  });

  test('gets another image there only', () => {
    const { program } = read(rollout('') + workload('Deployment', 'apps/v1'));
    const asked = program && request(program, blankMemory, { do: 'image', container: 'web', image: 'web:2' });
    expect(asked).toEqual({ ok: false, reason: 'web takes its pods from the Deployment web: change the image there' });
  });
});
