/** The text of one manifest file. */
export interface SourceFile {
  /** As the user gave it, so that people find it again: `deploy/web.yaml`, `<stdin>`, `HEAD~1:deploy/web.yaml`. */
  readonly path: string;
  readonly text: string;
  /** Found in a folder, where files that are no manifests may stand, too. */
  readonly cameUpon: boolean;
}

/** Files that are taken from folders; a file that is named may be called anything. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) && !isSkipped(name);
}

/** Entries of folders that are left alone: hidden ones, and installed packages. */
export function isSkipped(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** Orders names the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A manifest larger than this is refused unread: far beyond what an API server takes. */
export const maxBytes = 64 * 1024 * 1024;

/** A path within a folder, the folder written as the user gave it. */
export function within(folder: string, name: string): string {
  if (folder === '.') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
