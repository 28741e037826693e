import { expect, it } from 'vitest';
import { asAdmitted } from '../../stacks/admitted-pod.ts';

const tmp = { name: 'tmp', emptyDir: {} };
const main = { name: 'main', image: 'app' };
const token = { name: 'sluice-token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true };
const unreachable = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
const notReady = { ...unreachable, key: 'node.kubernetes.io/not-ready' };

it.each([
  ['without lists of its own is left', { containers: [main] }, {}],
  ['with volumes gets that of the token', { volumes: [tmp], containers: [main] }, { volumes: [tmp, { name: 'sluice-token', projected: { defaultMode: 420 } }], containers: [{ ...main, volumeMounts: [token] }] }],
  ['that has the token mounted gets no second mount', { volumes: [tmp], containers: [{ ...main, volumeMounts: [{ ...token, name: 'tmp' }] }] }, { containers: [{ ...main, volumeMounts: [{ ...token, name: 'tmp' }] }] }],
  ['that wants no token gets none', { volumes: [tmp], automountServiceAccountToken: false, containers: [main] }, { volumes: [tmp], containers: [main] }],
  ['with tolerations gets those of every pod', { containers: [main], tolerations: [{ key: 'gpu', operator: 'Exists' }] }, { tolerations: [{ key: 'gpu', operator: 'Exists' }, notReady, unreachable] }],
  ['keeps what it says of a node that is away', { containers: [main], tolerations: [{ ...notReady, tolerationSeconds: 5 }] }, { tolerations: [{ ...notReady, tolerationSeconds: 5 }, unreachable] }],
  ['that tolerates everything is left', { containers: [main], tolerations: [{ operator: 'Exists' }] }, { tolerations: [{ operator: 'Exists' }] }],
])('a pod %s', (_what, spec, becomes) => {
  expect(asAdmitted(spec)).toMatchObject(becomes);
  expect(Object.keys(asAdmitted(spec))).toEqual(Object.keys(spec));
});
