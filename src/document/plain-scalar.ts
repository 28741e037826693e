/** What an unquoted scalar means. */
export interface PlainScalar {
  readonly value: string | number | boolean | null;
  /** Why a reader of the text may be surprised, if so. */
  readonly surprise?: { readonly kind: 'yaml-1.2'; readonly value: PlainScalar['value'] } | { readonly kind: 'inexact' } | { readonly kind: 'not-json' };
}

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['true', 'True', 'TRUE', 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['false', 'False', 'FALSE', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
]);
const YAML_11_ONLY = /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

const NOT_JSON = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const SIMPLE_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * Reads an unquoted scalar as kubectl does: YAML 1.1 booleans, octals with and without the `o`, underscores in numbers; no base 60, and dates stay texts.
 *
 * @see sigs.k8s.io/yaml 1.6 over go.yaml.in/yaml/v2 2.4, resolve()
 */
export function readPlainScalar(text: string): PlainScalar {
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!numeric) {
    const word = words.get(text);
    if (word === undefined) return { value: text };
    return YAML_11_ONLY.test(text) ? { value: word, surprise: { kind: 'yaml-1.2', value: text } } : { value: word };
  }
  if (SIMPLE_INTEGER.test(text)) return { value: Number(text) };
  if (NOT_JSON.test(text)) return { value: text, surprise: { kind: 'not-json' } };
  const digits = first === 46 ? text : text.replaceAll('_', '');
  return readInteger(digits, text) ?? readFloat(digits, text) ?? surprising(text, text);
}

function readInteger(digits: string, text: string): PlainScalar | null {
  const [, sign, magnitude] = INTEGER.exec(digits) ?? [];
  if (magnitude === undefined) return null;
  const exact = BigInt(/^0[0-7]+$/.test(magnitude) ? `0o${magnitude}` : magnitude) * (sign === '-' ? -1n : 1n);
  // Beyond 64 bits, kubectl goes on with a float.
  if (exact > 0xffff_ffff_ffff_ffffn || exact < -(2n ** 63n)) return null;
  const value = Number(exact);
  return BigInt(value) === exact ? surprising(text, value) : { value, surprise: { kind: 'inexact' } };
}

function readFloat(digits: string, text: string): PlainScalar | null {
  if (!FLOAT.test(digits)) return null;
  const value = Number(digits);
  if (!Number.isFinite(value)) return surprising(text, text);
  return surprising(text, value === 0 ? 0 : value);
}

function surprising(text: string, value: string | number): PlainScalar {
  const newer = readAsYaml12(text);
  return newer === value ? { value } : { value, surprise: { kind: 'yaml-1.2', value: newer } };
}

/** A text that begins like a number, in the core schema of YAML 1.2. */
function readAsYaml12(text: string): string | number {
  if (/^[-+]?[0-9]+$/.test(text) || FLOAT.test(text)) return Number(text) === 0 ? 0 : Number(text);
  return /^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : text;
}
