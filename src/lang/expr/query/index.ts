/**
 * The JSONPath of Workflows' expressions, which is another one than kubectl's (../../jsonpath.ts).
 *
 * Texts of users are never run; patterns go to the linear matcher.
 */
import { readJson } from '../builtins/json.ts';
import { Fault, fault } from '../halt.ts';
import type { Known } from '../value.ts';
import { applyPath } from './apply.ts';
import { parsePath } from './parse.ts';
import type { Token } from './token.ts';

/**
 * What a path finds in a JSON text. Fails with Fault.
 *
 * @see Argo Workflows 4.1.2 util/expr/env jsonPath, evilmonkeyinc/jsonpath 0.8.1 Query
 */
export function queryJson(json: string, path: string): Known {
  const document = readJson(json);
  return applyPath(parsed(path), document, document);
}

function parsed(path: string): readonly Token[] {
  try {
    return parsePath(path);
  } catch (trouble) {
    if (trouble instanceof Fault) return fault(`invalid JSONPath selector '${path}' ${trouble.message}`);
    throw trouble;
  }
}
