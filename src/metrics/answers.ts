import { printable } from '../diagnostic/index.ts';
import type { Json } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import type { HttpAnswer } from './http/index.ts';

const excerptLength = 200;

/** The beginning of what a source said, on one line. */
export function excerpt(text: string): string {
  const line = printable(text.replace(/\s+/g, ' ').trim());
  return line.length > excerptLength ? `${line.slice(0, excerptLength)} ...` : line;
}

const meanings: Readonly<Record<number, string>> = {
  400: 'it does not understand the request',
  401: 'the credentials are missing or wrong',
  403: 'the credentials do not allow it',
  404: 'there is nothing at this address',
  405: 'it does not allow the method',
  407: 'a proxy wants credentials',
  413: 'the request is too long for it',
  422: 'it can\'t carry the query out',
  429: 'it was asked too often',
  500: 'it failed',
  502: 'a proxy before it got no answer',
  503: 'it is not available now',
  504: 'a proxy before it waited too long',
};

/** Throws for a status that is no success. `said`: what the source gave as the reason, if it is known where that stands. */
export function mustSucceed({ status, text, address }: HttpAnswer, said: string | null = null): void {
  if (status >= 200 && status < 300) return;
  const meaning = meanings[status];
  const reason = excerpt(said ?? text);
  throw new PortError(status === 401 || status === 403 ? 'denied' : 'unavailable', `${address} answered ${status}${meaning === undefined ? '' : `: ${meaning}`}.${reason === '' ? '' : ` It says: ${reason}`}`);
}

/** Throws for an answer that is no JSON. */
export function jsonOf({ text, address }: HttpAnswer): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const begins = excerpt(text);
    throw new PortError('invalid', begins === '' ? `${address} gave an empty answer.` : `${address} answered with something that is no JSON. It begins: ${begins}`);
  }
}

/** The JSON of an answer; null: it is none. */
export function jsonIfAny({ text }: HttpAnswer): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
