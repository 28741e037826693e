import { isDict, isList } from '../builtins/builtin.ts';
import { typeName, type Known } from '../value.ts';

/**
 * Whether two values are the same with their types: 1 and 1.0 are not, nor two lists of different kinds.
 *
 * @see Go 1.26 reflect.DeepEqual
 */
export function isSame(left: Known, right: Known): boolean {
  if (typeName(left) !== typeName(right)) return false;
  if (isList(left) && isList(right)) {
    return left.items.length === right.items.length && left.items.every((item, index) => isSame(item as Known, right.items[index] as Known));
  }
  if (isDict(left) && isDict(right)) {
    return left.entries.size === right.entries.size && [...left.entries].every(([key, { value }]) => {
      const other = right.entries.get(key);
      return other !== undefined && isSame(value as Known, other.value as Known);
    });
  }
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return left === right;
  if (left.kind === 'sized' && right.kind === 'sized') return left.value === right.value;
  if (left.kind === 'time' && right.kind === 'time') return left.nanoseconds === right.nanoseconds && JSON.stringify(left.zone) === JSON.stringify(right.zone);
  return left === right;
}

/**
 * Whether a value is its type's zero, or has nothing in it.
 *
 * @see Masterminds/sprig 3.3.0 empty
 */
export function isEmpty(value: Known): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return true;
  if (isList(value)) return value.items.length === 0;
  if (isDict(value)) return value.entries.size === 0;
  return typeof value === 'object' && value.kind === 'sized' && value.value === 0n;
}
