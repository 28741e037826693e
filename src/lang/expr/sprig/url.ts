/** Addresses taken apart and put together. */
import { isDict, kindText } from '../builtins/builtin.ts';
import { goQuote } from '../../go-text.ts';
import { Fault, fault } from '../halt.ts';
import { decode, encode } from '../text.ts';
import { record, type Known } from '../value.ts';
import { define, text, type Functions } from './define.ts';

interface Address {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

function unescape(source: string): string {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(source);
  if (wrong !== null) fault(`invalid URL escape ${goQuote(wrong[0])}`);
  const bytes: number[] = [];
  for (const [part] of source.matchAll(/%[0-9a-fA-F]{2}|[^%]+/g)) {
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...encode(part));
  }
  return decode(bytes);
}

/** Percent-escapes all but letters, digits, `-_.~` and `kept`. */
function escape(source: string, kept: string): string {
  return encode(source)
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 0x80 && (/^[0-9A-Za-z\-_.~]$/.test(char) || kept.includes(char)) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** @see Go 1.26 net/url Parse */
function parse(source: string): Address {
  const wrong = (message: string): never => fault(`unable to parse url: parse ${goQuote(source)}: ${message}`);
  if (/[\0-\x1f\x7f]/.test(source)) wrong('net/url: invalid control character in URL');
  const hash = source.indexOf('#');
  const fragment = hash < 0 ? '' : unescape(source.slice(hash + 1));
  let rest = hash < 0 ? source : source.slice(0, hash);
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest);
  if (found === null && rest.startsWith(':')) wrong('missing protocol scheme');
  const scheme = found?.[1]?.toLowerCase() ?? '';
  rest = rest.slice(found?.[0].length ?? 0);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  const plain = { scheme, opaque: '', userinfo: '', host: '', path: '', query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...plain, opaque: rest };
    if (rest.split('/', 1)[0]?.includes(':') === true) wrong('first path segment in URL cannot contain colon');
  }
  if ((scheme === '' && rest.startsWith('///')) || !rest.startsWith('//')) return { ...plain, path: unescape(rest) };
  const end = rest.indexOf('/', 2);
  const authority = end < 0 ? rest.slice(2) : rest.slice(2, end);
  const at = authority.lastIndexOf('@');
  const host = unescape(authority.slice(at + 1));
  if (!/^(\[[^\]]*\]|[^:]*)(:\d*)?$/.test(host)) wrong(`invalid port ${goQuote(host.slice(host.indexOf(':')))} after host`);
  return { ...plain, host, userinfo: at < 0 ? '' : userText(authority.slice(0, at)), path: end < 0 ? '' : unescape(rest.slice(end)) };
}

/** Escapes that are wrong are told with the address they are in. */
function explained(source: string): Address {
  try {
    return parse(source);
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.message.startsWith('invalid URL escape')) return fault(`unable to parse url: parse ${goQuote(source)}: ${trouble.message}`);
    throw trouble;
  }
}

function userText(source: string): string {
  const colon = source.indexOf(':');
  const part = (one: string): string => escape(unescape(one), '&=+$,;');
  return colon < 0 ? part(source) : `${part(source.slice(0, colon))}:${part(source.slice(colon + 1))}`;
}

function hostname({ host }: Address): string {
  const bare = host.replace(/:\d*$/, '');
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare;
}

/** @see Go 1.26 net/url URL.String */
function format({ scheme, opaque, userinfo, host, path, query, fragment }: Address): string {
  let out = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') out += opaque;
  else {
    if (scheme !== '' || host !== '' || userinfo !== '') {
      if (host !== '' || path !== '' || userinfo !== '') out += '//';
      if (userinfo !== '') out += `${userinfo}@`;
      out += escape(host, "!$&'()*+,;=:[]<>\"");
    }
    const escaped = escape(path, '$&+,/:;=@');
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') out += '/';
    if (out === '' && escaped.split('/', 1)[0]?.includes(':') === true) out += './';
    out += escaped;
  }
  if (query !== '') out += `?${query}`;
  return fragment === '' ? out : `${out}#${escape(fragment, "!$&'()*+,/:;=?@")}`;
}

function field(value: Known | undefined, name: string): string {
  const found = isDict(value) ? value.entries.get(`s${name}`)?.value : undefined;
  if (found === undefined) return '';
  return typeof found === 'string' ? found : fault(`unable to parse ${name} key, must be of type string, but ${kindText(found as Known)} found`);
}

/** @see Masterminds/sprig 3.3.0 url.go */
export const urlFunctions: Functions = {
  urlParse: define('s:d', ([source]) => {
    const address = explained(text(source));
    return record(Object.entries({ ...address, hostname: hostname(address) }));
  }),
  urlJoin: define('d:s', ([parts]) => {
    const of = (name: string): string => field(parts, name);
    const userinfo = of('userinfo');
    return format({
      scheme: of('scheme'), opaque: of('opaque'), host: of('host'), path: of('path'), query: of('query'), fragment: of('fragment'),
      userinfo: userinfo === '' ? '' : userText(userinfo),
    });
  }),
};
