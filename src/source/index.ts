/**
 * Where manifests come from: files, folders, standard input and git revisions.
 *
 * This folder gives texts under the names that the user knows them by. It never looks into a text, and it writes nothing.
 */
export { readPaths } from './read-paths.ts';
export { readRevision } from './read-revision.ts';
export type { SourceFile } from './source-file.ts';
