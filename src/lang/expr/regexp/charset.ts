/** Sets of characters. */
export type SetPart =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** One that JavaScript knows by a Unicode property. */
  | { readonly kind: 'property'; readonly test: RegExp; readonly negated: boolean }
  | { readonly kind: 'negation'; readonly parts: readonly SetPart[] };

export interface CharSet {
  readonly parts: readonly SetPart[];
  readonly negated: boolean;
  readonly foldCase: boolean;
}

export function range(from: number, to: number = from): SetPart {
  return { kind: 'range', from, to };
}

/** Whether a set has a character. */
export function hasChar({ parts, negated, foldCase }: CharSet, code: number): boolean {
  const codes = foldCase ? variantsOf(code) : [code];
  return codes.some((one) => parts.some((part) => partHas(part, one))) !== negated;
}

function partHas(part: SetPart, code: number): boolean {
  switch (part.kind) {
    case 'range': return code >= part.from && code <= part.to;
    case 'property': return part.test.test(String.fromCodePoint(code)) !== part.negated;
    case 'negation': return !part.parts.some((inner) => partHas(inner, code));
  }
}

/** Characters that fold to an ASCII letter without being reached by changing its case. */
const odd: Readonly<Record<string, string>> = { k: '\u212a', K: '\u212a', s: '\u017f', S: '\u017f', å: '\u212b', Å: '\u212b' };

/** A character and those that differ from it in case only. */
function variantsOf(code: number): readonly number[] {
  const char = String.fromCodePoint(code);
  const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
  const codes = new Set([code]);
  for (const other of [lower, upper, upper.toLowerCase(), lower.toUpperCase(), odd[char] ?? char]) {
    const only = other.codePointAt(0) ?? code;
    if (String.fromCodePoint(only) === other) codes.add(only);
  }
  return [...codes];
}
