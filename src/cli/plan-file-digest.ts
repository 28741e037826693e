import { createHash } from 'node:crypto';

/** The digest of what may be known: "sha256:" and its hexadecimal digits. */
export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Whether a digest was made with a key. */
export function isKeyed(digest: string): boolean {
  return digest.startsWith('hmac-sha256:');
}
