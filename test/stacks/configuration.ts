import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { misfits, schemaOf } from './provider-schema.ts';

const manifests = schemaOf('@cdktf/provider-kubernetes/lib/manifest/index.js');
const providers = schemaOf('@cdktf/provider-kubernetes/lib/provider/index.js');
const backends = schemaOf('cdktf/lib/backends/local-backend.js');

/** A stack as it is written. */
export interface Configuration {
  readonly resource?: { readonly kubernetes_manifest: Readonly<Record<string, { readonly manifest: Manifest; readonly wait?: object; readonly timeouts?: Readonly<Record<string, string>> }>> };
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly provider: { readonly kubernetes: readonly object[] };
  readonly variable?: Readonly<Record<string, object>>;
  readonly terraform: { readonly backend: { readonly local: object }; readonly required_providers: Readonly<Record<string, object>> };
}
interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly status?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** All that is wrong with a configuration, by the provider's schema and its own checks. @see terraform-provider-kubernetes 2.38 manifest/provider/validate.go */
export function troublesOf(configuration: Configuration): readonly string[] {
  const { resource = { kubernetes_manifest: {} }, provider, terraform, variable = {} } = configuration;
  const resources = Object.entries(resource.kubernetes_manifest);
  return [
    ...Object.keys(resource).flatMap((type) => (type === 'kubernetes_manifest' ? [] : [`${type} is no resource of these stacks`])),
    ...resources.flatMap(([id, one]) => [...misfits(one, 'ManifestConfig', manifests, id), ...ofManifest(one.manifest, id), ...(Object.keys(one.wait ?? {}).length > 1 ? [`${id} waits for more than one thing`] : []), ...Object.values(one.timeouts ?? {}).flatMap((timeout) => (/^\d+s$/.test(timeout) ? [] : [`${id}: ${timeout} is no duration`]))]),
    ...provider.kubernetes.flatMap((one) => misfits(one, 'KubernetesProviderConfig', providers, 'provider')),
    ...misfits(terraform.backend.local, 'LocalBackendConfig', backends, 'backend'),
    ...(configuration.import ?? []).flatMap(({ to }) => (resources.some(([id]) => to === `kubernetes_manifest.${id}`) ? [] : [`${to} is imported and not there`])),
    ...variablesIn(resource).flatMap((name) => (name in variable ? [] : [`${name} is no variable`])),
  ];
}

function ofManifest(manifest: Manifest | undefined, at: string): readonly string[] {
  if (manifest === undefined) return [];
  const { apiVersion, kind, metadata = {} } = manifest;
  const missing = Object.entries({ apiVersion, kind, name: metadata['name'] }).flatMap(([field, value]) => (typeof value === 'string' && value !== '' ? [] : [`${at} has no ${field}`]));
  const forbidden = [...('status' in manifest ? ['status'] : []), ...['creationTimestamp', 'generateName', 'managedFields', 'resourceVersion', 'uid', 'generation'].filter((field) => field in metadata)];
  return [...missing, ...forbidden.map((field) => `${at} has ${field}`)];
}

/** References that Terraform computes; doubled marks begin none. */
function variablesIn(value: object): readonly string[] {
  return [...JSON.stringify(value).matchAll(/(?<!\$)\$\{[^}]*?var\.([\w-]+)/g)].map(([, name = '']) => name);
}

/** The stacks in an output folder. */
export function configurationsIn(folder: string): readonly Configuration[] {
  return readdirSync(join(folder, 'stacks')).map((id) => JSON.parse(readFileSync(join(folder, 'stacks', id, 'cdk.tf.json'), 'utf8')) as Configuration);
}
