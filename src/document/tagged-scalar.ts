import { type PlainScalar, readPlainScalar } from './plain-scalar.ts';

const CORE = 'tag:yaml.org,2002:';
const COLLECTIONS: ReadonlySet<string> = new Set(['map', 'seq', 'set', 'omap', 'pairs'].map((name) => CORE + name));

/** A scalar with a tag: its value, or what is wrong with the tag. */
export type TaggedScalar = { readonly value: PlainScalar['value']; readonly tag: 'known' | 'unknown' } | { readonly tag: 'misfit' };

/**
 * Reads a scalar behind a tag as kubectl does: a tag of YAML's own decides the type, any other makes a text of it.
 *
 * `!!binary` is not read: Secrets carry base64 as plain texts.
 */
export function readTaggedScalar(tag: string, text: string): TaggedScalar {
  if (!tag.startsWith(CORE)) return { value: text, tag: tag === '!' ? 'known' : 'unknown' };
  const { value, surprise } = readPlainScalar(text);
  const fits: Readonly<Record<string, boolean>> = {
    bool: typeof value === 'boolean',
    int: Number.isInteger(value),
    float: typeof value === 'number' && surprise?.kind !== 'not-json',
    null: value === null,
  };
  const type = tag.slice(CORE.length);
  if (type === 'str' || type === 'timestamp') return { value: text, tag: 'known' };
  return fits[type] === true ? { value, tag: 'known' } : { tag: 'misfit' };
}

/** Tags that say of a collection what can be seen anyway. */
export function isCollectionTag(tag: string): boolean {
  return COLLECTIONS.has(tag);
}
