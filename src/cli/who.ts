import { hostname, userInfo } from 'node:os';

/** "ada@build-7": who holds a lock, or approved a pause. */
export function whoAmI(): string {
  return `${userName()}@${hostname()}`;
}

/** A container may run under an id that no user has. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'somebody');
  }
}
