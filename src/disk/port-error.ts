import { PortError, type PortErrorKind } from '../model/index.ts';

const kinds: Readonly<Record<string, PortErrorKind>> = { EACCES: 'denied', EPERM: 'denied', EROFS: 'denied', ENOTDIR: 'invalid', EISDIR: 'invalid', ENAMETOOLONG: 'invalid' };
const passing: readonly string[] = ['EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'EINTR', 'ESTALE', 'ETIMEDOUT'];

/**
 * What an adapter throws for an error of the file system. PortErrors stay as they are.
 *
 * @param doing what was tried, for the message: "write the state of default/Rollout/web to .sluice/state"
 */
export function portError(error: unknown, doing: string): PortError {
  if (error instanceof PortError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'ENOSPC' ? 'the disk is full' : message;
  return new PortError(kinds[code ?? ''] ?? 'unavailable', `Could not ${doing}: ${why}`, { retryable: passing.includes(code ?? ''), cause: error });
}
