import type { Artifact } from '../model/index.ts';
import type { Language } from './language.ts';

/** What a variable stands for: a text, an artifact, or null: the output of a skipped node that has no default. */
export type Variable = string | null | Artifact;

/** Variables by their full names. */
export interface Scope {
  /** In which expressions over the variables are run; null: this part of a scope does not know. */
  readonly language: Language | null;
  /** Undefined: there is none. */
  get(name: string): Variable | undefined;
  /** All that an expression can reach; `source` is its text, so that what it can't mean may be left out. */
  entries(source: string): Iterable<readonly [string, Variable]>;
}

export function mapScope(variables: ReadonlyMap<string, Variable>): Scope {
  return { language: null, get: (name) => variables.get(name), entries: () => variables };
}

/** Several scopes as one; the later ones win. */
export function joinScopes(...scopes: readonly Scope[]): Scope {
  return {
    language: scopes.find(({ language }) => language !== null)?.language ?? null,
    get(name) {
      for (let at = scopes.length - 1; at >= 0; at--) {
        const found = scopes[at]?.get(name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    *entries(source) {
      for (const scope of scopes) yield* scope.entries(source);
    },
  };
}

/** The scope without artifacts: what templates are filled in with. */
export function textsOf(scope: Scope): Scope {
  return {
    language: scope.language,
    get(name) {
      const found = scope.get(name);
      return typeof found === 'string' || found === null ? found : undefined;
    },
    *entries(source) {
      for (const entry of scope.entries(source)) if (typeof entry[1] === 'string' || entry[1] === null) yield entry;
    },
  };
}
