import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/model/index.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { eventually, service, web, type Room } from './sluice.ts';

const yes = '--auto-approve';
const services = [service('web-stable'), service('web-canary')];
const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec: { rules: [{ host: 'web.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web-stable', port: { number: 80 } } } }] } }] },
};
/** As Istio defines it, but for what it checks. */
const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'virtualservices.networking.istio.io' },
  spec: {
    group: 'networking.istio.io',
    scope: 'Namespaced',
    names: { plural: 'virtualservices', singular: 'virtualservice', kind: 'VirtualService', listKind: 'VirtualServiceList' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } } } }],
  },
};
const virtualService = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web' },
  spec: { hosts: ['web.example'], http: [{ name: 'primary', route: [{ destination: { host: 'web-stable' }, weight: 100 }, { destination: { host: 'web-canary' }, weight: 0 }] }] },
};

describeOnCluster('a traffic router on a real cluster', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  const rollout = (version: string, trafficRouting: object): object =>
    web(version, { canary: { stableService: 'web-stable', canaryService: 'web-canary', scaleDownDelaySeconds: 1, abortScaleDownDelaySeconds: 1, trafficRouting: trafficRouting as never, steps: [{ setWeight: 50 }, { pause: {} }] } }, { replicas: 2, container: webContainer });
  const weightsOf = (): readonly number[] => {
    const { spec } = JSON.parse(room.kubectl('get', 'virtualservice', 'web', '-o', 'json')) as typeof virtualService;
    return spec.http[0]?.route.map(({ weight }) => weight) ?? [];
  };

  it('nginx: the second Ingress follows the steps, and goes with the Rollout', async () => {
    const at = (version: string) => room.write('web.yaml', [rollout(version, { nginx: { stableIngress: 'web' } }), ...services, ingress]);
    const weight = (): string => room.kubectl('get', 'ingress', 'web-web-canary', '-o', 'jsonpath={.metadata.annotations.nginx\\.ingress\\.kubernetes\\.io/canary-weight}');
    at('1');
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    expect(weight()).toBe('0');
    at('2');
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 3 });
    expect(weight()).toBe('50');
    expect(await room.sluice('apply', 'web.yaml', yes, '--approve-pauses')).toMatchObject({ code: 0 });
    expect(weight()).toBe('0');

    expect(await room.sluice('destroy', 'web', yes)).toMatchObject({ code: 0, said: expect.stringContaining('web-web-canary') as string });
    const ingresses = await place.api.list({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: place.namespace });
    expect(ingresses.map(({ metadata }) => metadata.name)).toEqual(['web']);
  });

  it('Istio: shares follow the steps, stay when the manifests are applied again, and go back after an abort', async () => {
    await place.api.apply(definition, { force: true });
    await eventually(() => Promise.resolve(room.kubectl('api-resources', '--api-group=networking.istio.io', '-o', 'name')), (names) => names.includes('virtualservices'));
    const at = (version: string) => room.write('web.yaml', [rollout(version, { istio: { virtualService: { name: 'web', routes: ['primary'] } } }), ...services, virtualService]);
    at('1');
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    at('2');
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 3, said: expect.stringMatching(/VirtualService web spec\.http\[0\]\.route\[1\]\.weight: 0 -> 50/) as string });
    expect(weightsOf()).toEqual([50, 50]);
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 3 });
    expect(weightsOf()).toEqual([50, 50]);
    expect(await room.sluice('abort', 'web')).toMatchObject({ code: 4, said: expect.stringContaining('RolloutAborted') as string });
    expect(weightsOf()).toEqual([100, 0]);
  });
});
