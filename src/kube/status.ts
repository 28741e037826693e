import { isJsonObject, type Json } from '../lang/index.ts';
import { PortError, type PortErrorKind } from '../model/index.ts';
import { jsonIn, textOf } from './json-text.ts';

/** What an API server says when it does not do what it was asked. @see Kubernetes 1.34 meta/v1 Status */
export interface KubeStatus {
  readonly code: number;
  /** "AlreadyExists", "Conflict", "Invalid", ... */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
  /** What it asks to wait before the next try; null: it does not say. */
  readonly retryAfterMs: number | null;
}

/** A field that someone else owns, with the manager's name as the API server gives it. */
export interface FieldConflict {
  readonly field: string;
  readonly owner: string;
}

class StatusCause extends Error {
  readonly status: KubeStatus;

  constructor(status: KubeStatus) {
    super(status.message);
    this.status = status;
  }
}

/** The API server's words behind an error; null: it never came so far. */
export function statusOf(error: unknown): KubeStatus | null {
  return error instanceof PortError && error.cause instanceof StatusCause ? error.cause.status : null;
}

/** Which fields a server-side apply would take from whom; empty for every other error. */
export function fieldConflicts(error: unknown): readonly FieldConflict[] {
  return (statusOf(error)?.causes ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => ({ field, owner: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message }));
}

/** @param doing what was asked, for the message: "patch ReplicaSet default/web" */
export function errorOf(status: KubeStatus, doing: string): PortError {
  const { code, message } = status;
  return new PortError(isUnfit(status) ? 'invalid' : kindOf(code), `Could not ${doing}: ${message}`, { retryable: isPassing(status), cause: new StatusCause(status) });
}

export function readStatus(code: number, body: string, retryAfter: string | undefined): KubeStatus {
  const content = jsonIn(body);
  const status = isJsonObject(content) && content['kind'] === 'Status' ? content : {};
  const details = isJsonObject(status['details']) ? status['details'] : {};
  const causes = Array.isArray(details['causes']) ? (details['causes'] as readonly Json[]).filter(isJsonObject) : [];
  const seconds = Number(retryAfter ?? (details['retryAfterSeconds'] as number | undefined) ?? Number.NaN);
  return {
    code,
    reason: textOf(status['reason']),
    message: textOf(status['message']) || `the API server answered ${code}${body === '' ? '' : `: ${body.slice(0, 200).trim()}`}`,
    causes: causes.map((cause) => ({ reason: textOf(cause['reason']), message: textOf(cause['message']), field: textOf(cause['field']) })),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
  };
}

/** It may go well the next time though nothing is done about it. */
function isPassing(status: KubeStatus): boolean {
  return (status.code === 429 || status.code >= 500) && !isUnfit(status);
}

/** A server-side apply with fields that the kind does not have is a 500 to Kubernetes 1.34, of all things. */
function isUnfit({ code, message }: KubeStatus): boolean {
  return code === 500 && message.startsWith('failed to create typed patch object');
}

function kindOf(code: number): PortErrorKind {
  if (code === 401 || code === 403) return 'denied';
  if (code === 404 || code === 410) return 'not-found';
  if (code === 409) return 'conflict';
  return code === 429 || code >= 500 ? 'unavailable' : 'invalid';
}
