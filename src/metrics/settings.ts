import { isJsonObject, parseDuration, type Json, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';

/** Reading a provider's settings, as the schema left them: fields may be absent, empty or null. */

export function textIn(settings: Json | undefined, field: string): string {
  const value = isJsonObject(settings) ? settings[field] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function objectIn(settings: Json | undefined, field: string): JsonObject {
  const value = isJsonObject(settings) ? settings[field] : undefined;
  return isJsonObject(value) ? value : {};
}

export function listIn(settings: Json | undefined, field: string): readonly Json[] {
  const value = isJsonObject(settings) ? settings[field] : undefined;
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Whole numbers may be written as text, after an argument was filled in. Null: not given. */
export function numberIn(settings: Json | undefined, field: string): number | null {
  const text = textIn(settings, field);
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? null : value;
}

export function isTrueIn(settings: Json | undefined, field: string): boolean {
  return textIn(settings, field) === 'true';
}

/** In ms. Throws PortError `invalid` for what is no duration. */
export function durationIn(settings: Json | undefined, field: string, otherwise: string): number {
  const text = textIn(settings, field) || otherwise;
  const duration = parseDuration(text);
  if (!duration.ok) throw new PortError('invalid', `${field} of the provider is no duration: ${duration.message}.`);
  return Number(duration.value / 1_000_000n);
}

/** Throws PortError `invalid`, naming the setting, for what is no address of HTTP. */
export function urlOf(text: string, what: string): URL {
  if (text === '') throw new PortError('invalid', `${what} is not given.`);
  if (!URL.canParse(text)) throw new PortError('invalid', `${what} is no address: write it in full, as in http://prometheus.monitoring:9090.`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new PortError('invalid', `${what} begins with ${url.protocol}, and only http: and https: can be asked.`);
  return url;
}

/** An address below another: `below(http://x/base/, '/api')` is `http://x/base/api`. The query is left out. */
export function below(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/+$/, '') + path;
  url.search = '';
  url.hash = '';
  return url;
}

/** Headers as web and prometheus list them, by name in small letters. */
export function headersIn(settings: JsonObject, hide: (text: string, shortest?: number) => void): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const header of listIn(settings, 'headers')) {
    const [name, value] = [textIn(header, 'key').toLowerCase(), textIn(header, 'value')];
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw new PortError('invalid', 'A header of the provider has a name that HTTP does not allow.');
    if (/[\r\n\0]/.test(value)) throw new PortError('invalid', `The header ${name} has a line break in its value, which HTTP does not allow.`);
    hideHeader(value, hide);
    headers[name] = value;
  }
  return headers;
}

/** "Bearer abc" is no secret as a whole only. */
export function hideHeader(value: string, hide: (text: string, shortest?: number) => void): void {
  hide(value, 4);
  for (const part of value.split(/[\s,;=]+/)) hide(part, 8);
}
