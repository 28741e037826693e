/**
 * Where the state of programs is kept: opaque content, one lineage, serial and lock for each program, and requests from other terminals.
 *
 * Adapters of the StateStore port. This folder never looks into a state's content and knows nothing of rollouts, runs or clusters.
 */
export { openFileStore, type FileStoreOptions } from './file.ts';
