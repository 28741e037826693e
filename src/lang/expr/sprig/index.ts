/**
 * The functions of sprig, as the expressions of Argo Workflows have them: all but `env` and `expandenv`.
 *
 * Random numbers and the time come as arguments; where they are missing the results are unknown. Nothing here makes keys or asks a network.
 */
import { record, type Value } from '../value.ts';
import { dateFunctions } from './date.ts';
import { defaultFunctions } from './defaults.ts';
import type { Functions } from './define.ts';
import { dictFunctions } from './dict.ts';
import { digestFunctions } from './digest.ts';
import { listFunctions } from './list.ts';
import { numberFunctions } from './number.ts';
import { pathFunctions } from './path.ts';
import { randomFunctions, type Random } from './random.ts';
import { regexFunctions } from './regex.ts';
import { textFunctions } from './text.ts';
import { urlFunctions } from './url.ts';
import { versionFunctions } from './version.ts';

export type { Random } from './random.ts';

const constant: Functions = {
  ...textFunctions, ...numberFunctions, ...listFunctions, ...dictFunctions, ...defaultFunctions, ...regexFunctions, ...versionFunctions, ...pathFunctions,
  ...urlFunctions, ...digestFunctions,
};

/**
 * The map that stands under the name `sprig`.
 *
 * @see Masterminds/sprig 3.3.0 GenericFuncMap
 */
export function sprigMap(now: bigint | null, random: Random | null): Value {
  return record(Object.entries({ ...constant, ...dateFunctions(now), ...randomFunctions(random) }));
}
