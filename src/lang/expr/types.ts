/** Go's types, as far as expressions meet them. Two types are the same if their names are. */
type Kind = 'interface' | 'bool' | 'int' | 'int64' | 'uint8' | 'float64' | 'string' | 'slice' | 'array' | 'map' | 'func' | 'struct' | 'ptr';

export interface GoType {
  readonly kind: Kind;
  /** As Go prints it: `[]interface {}`, `time.Duration`. */
  readonly name: string;
  /** Of slices, arrays and maps. */
  readonly elem?: GoType;
  readonly key?: GoType;
  readonly signature?: Signature;
}

export interface Signature {
  readonly params: readonly GoType[];
  readonly results: readonly GoType[];
  /** The last parameter is a slice that takes all further arguments. */
  readonly variadic: boolean;
}

const plain = (kind: Kind, name: string = kind): GoType => ({ kind, name });

export const any = plain('interface', 'interface {}');
export const bool = plain('bool');
export const int = plain('int');
export const int64 = plain('int64');
export const uint8 = plain('uint8');
export const float64 = plain('float64');
export const string = plain('string');
export const error = plain('interface', 'error');
export const time = plain('struct', 'time.Time');
export const duration = plain('int64', 'time.Duration');
export const month = plain('int', 'time.Month');
export const weekday = plain('int', 'time.Weekday');
const zone = plain('struct', 'time.Location');
export const location: GoType = { kind: 'ptr', name: '*time.Location', elem: zone };
export const nothing = plain('struct', 'struct {}');

export function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', name: `[]${elem.name}`, elem };
}

export function mapOf(key: GoType, elem: GoType): GoType {
  return { kind: 'map', name: `map[${key.name}]${elem.name}`, key, elem };
}

export const anys = sliceOf(any);
export const ints = sliceOf(int);
export const floats = sliceOf(float64);
export const strings = sliceOf(string);
export const bytes = sliceOf(uint8);
export const pair: GoType = { kind: 'array', name: '[2]interface {}', elem: any };
export const pairs = sliceOf(pair);
export const stringMap = mapOf(string, any);
export const anyMap = mapOf(any, any);
export const groups = mapOf(any, anys);

export function func(params: readonly GoType[], results: readonly GoType[], variadic = false): GoType {
  const inputs = params.map((param, index) => (variadic && index === params.length - 1 ? `...${param.elem?.name ?? ''}` : param.name));
  const outputs = results.map((result) => result.name);
  const tail = outputs.length === 0 ? '' : outputs.length === 1 ? ` ${outputs.join('')}` : ` (${outputs.join(', ')})`;
  return { kind: 'func', name: `func(${inputs.join(', ')})${tail}`, signature: { params, results, variadic } };
}

const builtinIntegers = new Set(['int', 'int64', 'uint8']);

/** Go's own integer types; `time.Duration` and other named types are not among them. */
export function isBuiltinInteger(type: GoType): boolean {
  return builtinIntegers.has(type.name);
}

export function isIntegerKind(type: GoType): boolean {
  return type.kind === 'int' || type.kind === 'int64' || type.kind === 'uint8';
}

/** Go's assignability between the types above. */
export function isAssignable(from: GoType, to: GoType): boolean {
  return from.name === to.name || to.name === any.name;
}

/** The type of the parameter that takes the argument at `index`. */
export function paramAt({ params, variadic }: Signature, index: number): GoType {
  const last = params.length - 1;
  if (variadic && index >= last) return params[last]?.elem ?? any;
  return params[index] ?? any;
}
