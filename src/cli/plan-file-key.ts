import { createHmac, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { makeFolder, nodeDisk, portError } from '../disk/index.ts';
import { PortError } from '../model/index.ts';
import type { Digests } from '../plan/index.ts';
import { sha256 } from './plan-file-digest.ts';
import { clusterFile } from './session.ts';

/** Beside state and cluster, for its owner only. */
const keyFile = join(dirname(clusterFile), 'key');

/** The secret that keyed digests in plan files are made with. */
export interface Key {
  /** Tells keys apart, and tells nothing about this one. */
  readonly id: string;
  readonly digest: (text: string) => string;
}

/** Digests with a key; without one, nothing keyed may be asked for. */
export function digestsWith(key: Key | null): Digests {
  return {
    plain: sha256,
    keyed(text) {
      if (key === null) throw new PortError('not-found', `${keyFile} is missing: without it, nothing about Secrets can be compared.`);
      return key.digest(text);
    },
  };
}

/** The key of this working folder; null: none was made yet. Throws PortError. */
export function readKey(): Key | null {
  const text = attempt('read', () => nodeDisk.read(keyFile));
  if (text === null) return null;
  if (!/^[0-9a-f]{64}\n$/.test(text)) throw new PortError('corrupt', `${keyFile} is damaged: it holds no key. Put a copy of your own in its place, or delete it and plan again.`);
  return keyOf(Buffer.from(text.trim(), 'hex'));
}

/** The key of this working folder, made if there is none. Throws PortError. */
export async function makeKey(): Promise<Key> {
  const known = readKey();
  if (known) return known;
  await makeFolder(nodeDisk, dirname(keyFile));
  try {
    nodeDisk.create(keyFile, `${randomBytes(32).toString('hex')}\n`);
    nodeDisk.syncNow(keyFile);
  } catch (error) {
    // Another process was faster: its key is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw portError(error, `write ${keyFile}`);
  }
  return readKey() ?? makeKey();
}

function keyOf(secret: Buffer): Key {
  const digest = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  return { id: digest('which key is this').slice(0, 16), digest: (text) => `hmac-sha256:${digest(text)}` };
}

function attempt<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw portError(error, `${doing} ${keyFile}`);
  }
}
