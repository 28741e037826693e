import { join } from 'node:path';
import { PortError, type ProgramId } from '../model/index.ts';

/** Names that some systems keep for devices, whatever follows a dot. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;
const longestName = 255;

/**
 * A program's folder below the store's: `default/_rollout/web`.
 *
 * Only lower-case letters, digits, `-`, `.`, `_` and `=` come out, and no two ids give the same path, so that nothing meets on file systems that
 * ignore case: capitals are written `_r`, everything else `=` and its bytes in hexadecimal.
 */
export function programPath(root: string, id: ProgramId): string {
  const [namespace = '', kind = '', ...name] = id.split('/');
  return join(root, ...[namespace, kind, name.join('/')].map((part) => fileName(part, id)));
}

/** The program whose folder has these three names; null when nothing here could have made them. */
export function programOfPath(...names: readonly [namespace: string, kind: string, name: string]): ProgramId | null {
  const id = names.map(textOf).join('/') as ProgramId;
  return programPath('', id) === join(...names) ? id : null;
}

function fileName(text: string, id: ProgramId): string {
  const plain = text.replace(/[^a-z0-9.-]/gu, (character) => (/[A-Z]/.test(character) ? `_${character.toLowerCase()}` : hexOf(character)));
  const name = plain === '' ? '=' : plain.replace(/^\.|\.$/g, hexOf).replace(devices, (device) => hexOf(device.charAt(0)) + device.slice(1));
  if (name.length > longestName) throw new PortError('invalid', `${id} is too long to name a file after it; Kubernetes allows 253 characters at most`);
  return name;
}

function textOf(name: string): string {
  if (name === '=') return '';
  try {
    const escaped = name.replace(/_([a-z])|=([0-9a-f]{2})/g, (_all, letter?: string, byte?: string) =>
      letter === undefined ? `%${byte}` : letter.toUpperCase(),
    );
    return decodeURIComponent(escaped);
  } catch {
    return ''; // bytes that are no text
  }
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').replace(/../g, '=$&');
}
