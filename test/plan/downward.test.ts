import { describe } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { Written } from '../rollout/written.ts';
import { check } from './check.ts';

/** One pod, whose label `role` is canary first and stable later. */
const web: Written = { replicas: 1, steps: ['setWeight 100', 'pause'], stableLabels: { role: 'stable' }, canaryLabels: { role: 'canary' } };

function reading(name: string, { container, pod, reads }: Pick<Written, 'container' | 'pod'> & { readonly reads: string }): void {
  const reader = { ...web, ...(container && { container }), ...(pod && { pod }) };
  check(name, { from: reader, to: { ...reader, image: 'web:2' }, shows: 'downward', reads });
}

const fieldRef = (fieldPath: string): JsonObject => ({ fieldRef: { fieldPath } });
const mounted: JsonObject = { volumeMounts: [{ name: 'info', mountPath: '/etc/info' }] };
const role = { path: 'role', ...fieldRef("metadata.labels['role']") };

/** @see Kubernetes 1.34 Downward API */
describe('a label that a role gives is seen', () => {
  reading('after a restart through a variable', {
    container: {
      env: [
        { name: 'ROLE', valueFrom: fieldRef("metadata.labels['role']") },
        { name: 'APP', valueFrom: fieldRef("metadata.labels['app']") },
        { name: 'PLAIN', value: 'x' },
      ],
    },
    reads: `
      1-setWeight-100: web reads metadata.labels['role'] through env ROLE: after restart
      2-promote: web reads metadata.labels['role'] through env ROLE: after restart`,
  });

  reading('live through the files of a volume', {
    container: mounted,
    pod: {
      volumes: [
        {
          name: 'info',
          downwardAPI: { items: [role, { path: 'all', ...fieldRef('metadata.labels') }, { path: 'cpu', resourceFieldRef: { resource: 'limits.cpu' } }] },
        },
      ],
    },
    reads: `
      1-setWeight-100: web reads metadata.labels['role'] through volume /etc/info/role: live
      1-setWeight-100: web reads metadata.labels through volume /etc/info/all: live
      2-promote: web reads metadata.labels['role'] through volume /etc/info/role: live
      2-promote: web reads metadata.labels through volume /etc/info/all: live`,
  });

  reading('whatever quotes the manifest uses', {
    container: mounted,
    pod: { volumes: [{ name: 'info', downwardAPI: { items: [{ path: 'role', ...fieldRef('metadata.labels["role"]') }] } }] },
    reads: `
      1-setWeight-100: web reads metadata.labels['role'] through volume /etc/info/role: live
      2-promote: web reads metadata.labels['role'] through volume /etc/info/role: live`,
  });

  reading('live through a projected volume', {
    container: mounted,
    pod: { volumes: [{ name: 'info', projected: { sources: [{ configMap: { name: 'settings' } }, { downwardAPI: { items: [role] } }] } }] },
    reads: `
      1-setWeight-100: web reads metadata.labels['role'] through volume /etc/info/role: live
      2-promote: web reads metadata.labels['role'] through volume /etc/info/role: live`,
  });

  reading('after a restart through a file mounted by subPath', {
    container: { volumeMounts: [{ name: 'info', mountPath: '/etc/role', subPath: 'role' }] },
    pod: { volumes: [{ name: 'info', downwardAPI: { items: [role] } }] },
    reads: `
      1-setWeight-100: web reads metadata.labels['role'] through volume /etc/role: after restart
      2-promote: web reads metadata.labels['role'] through volume /etc/role: after restart`,
  });

  reading('not by those who read something else', {
    container: { ...mounted, env: [{ name: 'APP', valueFrom: fieldRef("metadata.labels['app']") }, { name: 'NAME', valueFrom: fieldRef('metadata.name') }] },
    pod: { volumes: [{ name: 'info', downwardAPI: { items: [{ path: 'notes', ...fieldRef('metadata.annotations') }] } }] },
    reads: '',
  });

  reading('not through a volume that is not mounted', { pod: { volumes: [{ name: 'info', downwardAPI: { items: [role] } }] }, reads: '' });
});
