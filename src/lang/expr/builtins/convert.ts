/** Builtins that change or tell types, and JSON and base64. */
import { asNumber, toInt } from '../arithmetic.ts';
import { fault } from '../halt.ts';
import { formatValue } from '../format.ts';
import { parseFloat64, parseInt64 } from '../strconv.ts';
import { byteLength, decode, encode, runeCount } from '../text.ts';
import * as types from '../types.ts';
import { func } from '../types.ts';
import { typeName, typeOf, type Known } from '../value.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { asText, expectCount, isDict, isList, mayBe, typeText, type Builtin, type Builtins, type Context } from './builtin.ts';
import { readJson, writeJson } from './json.ts';

const scalarKinds = ['float64', 'int', 'int64', 'uint8', 'string'] as const;

function scalarOnly(name: 'int' | 'float'): Required<Pick<Builtin, 'validate' | 'signatures'>> {
  return {
    signatures: [],
    validate: (args) => {
      expectCount(args, 1);
      if (!mayBe(args[0], ...scalarKinds)) fault(`invalid argument for ${name} (type ${typeText(args[0])})`);
      return name === 'int' ? types.int : types.float64;
    },
  };
}

function lengthOf(value: Known, { dialect }: Context): bigint {
  if (typeof value === 'string') return BigInt(dialect.exactTypes ? runeCount(value) : byteLength(value));
  if (isList(value)) return BigInt(value.items.length);
  if (isDict(value)) return BigInt(value.entries.size);
  return fault(`invalid argument for len (type ${typeName(value)})`);
}

function typeWord(value: Known): string {
  const type = typeOf(value);
  if (type === null) return 'nil';
  if (type.kind !== 'ptr' && type.name.includes('.') && /^\w/.test(type.name)) return type.name;
  switch (type.kind) {
    case 'bool': case 'string': case 'map': case 'func': case 'struct': return type.kind;
    case 'int': case 'int64': return 'int';
    case 'uint8': return 'uint';
    case 'float64': return 'float';
    case 'array': case 'slice': return 'array';
    case 'ptr': case 'interface': return 'unknown';
  }
}

export const convertBuiltins: Builtins = {
  len: {
    signatures: [],
    shallow: true,
    validate: (args) => {
      expectCount(args, 1);
      if (!mayBe(args[0], 'array', 'map', 'slice', 'string')) fault(`invalid argument for len (type ${typeText(args[0])})`);
      return types.int;
    },
    run: ([value = null], context) => lengthOf(value, context),
  },
  type: { signatures: [func([types.any], [types.string])], shallow: true, run: ([value = null]) => typeWord(value) },
  int: {
    ...scalarOnly('int'),
    run: ([value = null], { dialect }) => {
      if (typeof value === 'string') {
        const parsed = parseInt64(value, 10);
        return 'value' in parsed ? parsed.value : fault(`invalid operation: int(${value})`);
      }
      if (dialect.exactTypes && typeof value === 'object' && value?.kind === 'sized') return value.value;
      return toInt(value);
    },
  },
  float: {
    ...scalarOnly('float'),
    run: ([value = null]) => {
      if (typeof value === 'string') {
        const parsed = parseFloat64(value);
        return 'value' in parsed ? parsed.value : fault(`invalid operation: float(${value})`);
      }
      const number = asNumber(value);
      return number === null ? fault(`invalid operation: float(${typeName(value)})`) : Number(number);
    },
  },
  string: {
    signatures: [func([types.any], [types.string])],
    run: ([value = null], context) => {
      const text = formatValue(value);
      context.grow(text.length / 64);
      return text;
    },
  },
  toJSON: {
    signatures: [func([types.any], [types.string])],
    run: ([value = null], context) => {
      const text = writeJson(value, '');
      context.grow(text.length / 64);
      return text;
    },
  },
  fromJSON: { signatures: [func([types.string], [types.any])], run: ([text]) => readJson(asText(text)) },
  toBase64: { signatures: [func([types.string], [types.string])], run: ([text]) => toBase64(encode(asText(text))) },
  fromBase64: { signatures: [func([types.string], [types.string])], run: ([text]) => decode(fromBase64(asText(text))) },
};
