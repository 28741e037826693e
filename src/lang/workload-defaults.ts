import { type Json, type JsonObject, isJsonObject } from './json.ts';
import { atExponent, canonicalQuantity, parseQuantityJson } from './quantity.ts';

type Change = (object: JsonObject) => JsonObject;

/** `defaults` below what `object` has; null counts as absent. */
function fill(object: JsonObject, defaults: JsonObject): JsonObject {
  const given = Object.entries(object).filter(([, value]) => value !== null);
  return { ...defaults, ...Object.fromEntries(given) };
}

/** Applies `change` to the object at `key`, if there is one. */
function at(key: string, change: Change): Change {
  return (object) => {
    const value = object[key];
    return isJsonObject(value) ? { ...object, [key]: change(value) } : object;
  };
}

/** Applies `change` to every object of the list at `key`, if there is one. */
function each(key: string, change: Change): Change {
  return (object) => {
    const list = object[key];
    if (!Array.isArray(list)) return object;
    return { ...object, [key]: list.map((item: Json) => (isJsonObject(item) ? change(item) : item)) };
  };
}

function all(...changes: readonly Change[]): Change {
  return (object) => changes.reduce((result, change) => change(result), object);
}

const having =
  (defaults: JsonObject): Change =>
  (object) =>
    fill(object, defaults);

const fieldRef = at('fieldRef', having({ apiVersion: 'v1' }));
const httpGet = at('httpGet', having({ path: '/', scheme: 'HTTP' }));

const probe = all(
  having({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  httpGet,
  at('grpc', having({ service: '' })),
  // Zero stands for "not given" in these.
  (object) => ({
    ...object,
    ...(object['timeoutSeconds'] === 0 && { timeoutSeconds: 1 }),
    ...(object['periodSeconds'] === 0 && { periodSeconds: 10 }),
    ...(object['successThreshold'] === 0 && { successThreshold: 1 }),
    ...(object['failureThreshold'] === 0 && { failureThreshold: 3 }),
  }),
);

/** Images without a tag, or with `latest`, are pulled every time. */
function pullPolicy(image: Json | undefined): string {
  if (typeof image !== 'string') return 'IfNotPresent';
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(name)?.[1] ?? (digest === undefined ? 'latest' : '');
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** Amounts finer than a thousandth are rounded up to one. */
function roundAmounts(amounts: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => {
      const quantity = parseQuantityJson(String(amount));
      if (!quantity.ok || quantity.value.exponent >= -3) return [name, amount];
      const unscaled = atExponent(quantity.value.unscaled, quantity.value.exponent, -3);
      return [name, canonicalQuantity({ ...quantity.value, unscaled, exponent: -3 })];
    }),
  );
}

/** A limit without a request is also the request. */
const requestsFromLimits: Change = (resources) => {
  const { limits, requests } = resources;
  if (!isJsonObject(limits) || Object.keys(limits).length === 0) return resources;
  return { ...resources, requests: fill(isJsonObject(requests) ? requests : {}, limits) };
};

const container = all(
  having({ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }),
  (object) => fill(object, { imagePullPolicy: pullPolicy(object['image']) }),
  at('resources', all(at('limits', roundAmounts), at('requests', roundAmounts), requestsFromLimits)),
  each('ports', having({ protocol: 'TCP' })),
  each('env', at('valueFrom', all(fieldRef, at('resourceFieldRef', having({ divisor: '0' }))))),
  at('livenessProbe', probe),
  at('readinessProbe', probe),
  at('startupProbe', probe),
  at('lifecycle', all(at('postStart', httpGet), at('preStop', httpGet))),
  at('securityContext', (object) => (object['procMount'] === '' ? { ...object, procMount: 'Default' } : object)),
);

const downwardItems = each('items', fieldRef);

const volume = all(
  at('secret', having({ defaultMode: 420 })),
  at('configMap', having({ defaultMode: 420 })),
  at('downwardAPI', all(having({ defaultMode: 420 }), downwardItems)),
  at(
    'projected',
    all(
      having({ defaultMode: 420 }),
      each('sources', all(at('downwardAPI', downwardItems), at('serviceAccountToken', having({ expirationSeconds: 3600 })))),
    ),
  ),
  at('hostPath', having({ type: '' })),
  at('iscsi', having({ iscsiInterface: 'default' })),
  at('rbd', having({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' })),
  at('azureDisk', having({ cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false })),
  at('scaleIO', having({ storageMode: 'ThinProvisioned', fsType: 'xfs' })),
  at('ephemeral', at('volumeClaimTemplate', at('spec', having({ volumeMode: 'Filesystem' })))),
  (object) => (Object.keys(object).some((key) => key !== 'name') ? object : { ...object, emptyDir: {} }),
);

/** `serviceAccount` is the old name of `serviceAccountName`; the API server writes both. */
const serviceAccount: Change = (object) => {
  const name = object['serviceAccountName'] ?? object['serviceAccount'];
  return typeof name === 'string' && name !== '' ? { ...object, serviceAccountName: name, serviceAccount: name } : object;
};

/** In the host's network a container's ports are the host's. */
const hostPorts: Change = (spec) => {
  if (spec['hostNetwork'] !== true) return spec;
  const ports = each('ports', (port) => (port['hostPort'] ? port : { ...port, hostPort: port['containerPort'] ?? 0 }));
  return all(each('containers', ports), each('initContainers', ports))(spec);
};

const podSpec = all(
  having({
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  }),
  each('containers', container),
  each('initContainers', container),
  each('ephemeralContainers', container),
  each('volumes', volume),
  serviceAccount,
  hostPorts,
);

/**
 * A pod template as the API server stores it inside a Deployment, ReplicaSet or PodTemplate.
 *
 * Rollouts store their template as it is given; a workloadRef takes one that has been completed in this way.
 *
 * @see Kubernetes 1.34, pkg/apis/core/v1 defaults
 */
export function withWorkloadDefaults(template: JsonObject): JsonObject {
  return at('spec', podSpec)({ ...template, spec: template['spec'] ?? {} });
}
