import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { DownwardReading, FieldChange } from '../model/index.ts';

/**
 * How the containers of a pod read the labels and annotations that change under them.
 *
 * @see Kubernetes 1.34 Downward API: files of a volume follow the pod, environment variables are set when the container starts
 */
export function downwardReadings(set: string, podSpec: Json, changes: readonly FieldChange[]): readonly DownwardReading[] {
  if (changes.length === 0 || !isJsonObject(podSpec)) return [];
  const names = new Set(changes.map(({ path }) => fieldOf(path)));
  const maps = new Set(changes.map(({ path }) => `${String(path[0])}.${String(path[1])}`));
  const isChanged = (field: string): boolean => names.has(field) || maps.has(field);
  const files = volumeFiles(podSpec['volumes']);
  const readings: DownwardReading[] = [];
  for (const container of items(podSpec['containers'])) {
    const name = text(container['name']);
    for (const env of items(container['env'])) {
      const field = fieldRef(env['valueFrom']);
      if (field !== null && isChanged(field) && names.has(field)) readings.push({ set, container: name, field, through: 'env', at: text(env['name']), sees: 'after restart' });
    }
    for (const mount of items(container['volumeMounts'])) {
      const subPath = mount['subPath'] === undefined ? null : text(mount['subPath']);
      for (const file of files.get(text(mount['name'])) ?? []) {
        if (!isChanged(file.field) || (subPath !== null && file.path !== subPath)) continue;
        // A file mounted by subPath is copied once and never follows.
        const at = subPath === null ? `${text(mount['mountPath'])}/${file.path}` : text(mount['mountPath']);
        readings.push({ set, container: name, field: file.field, through: 'volume', at, sees: subPath === null ? 'live' : 'after restart' });
      }
    }
  }
  return readings;
}

/** "metadata.labels['role']" of a change's path ["metadata", "labels", "role"]. */
function fieldOf(path: FieldChange['path']): string {
  return `${String(path[0])}.${String(path[1])}['${String(path[2])}']`;
}

function volumeFiles(volumes: Json | undefined): ReadonlyMap<string, readonly { readonly path: string; readonly field: string }[]> {
  const files = new Map<string, { path: string; field: string }[]>();
  for (const volume of items(volumes)) {
    const sources = [volume['downwardAPI'], ...items(isJsonObject(volume['projected']) ? volume['projected']['sources'] : undefined).map((source) => source['downwardAPI'])];
    for (const source of sources) {
      for (const item of items(isJsonObject(source) ? source['items'] : undefined)) {
        const field = fieldRef(item);
        const list = files.get(text(volume['name'])) ?? [];
        if (field !== null) files.set(text(volume['name']), [...list, { path: text(item['path']), field }]);
      }
    }
  }
  return files;
}

function fieldRef(holder: Json | undefined): string | null {
  const ref = isJsonObject(holder) ? holder['fieldRef'] : undefined;
  const path = isJsonObject(ref) ? ref['fieldPath'] : undefined;
  return typeof path === 'string' ? path.replaceAll('"', "'") : null;
}

function items(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
