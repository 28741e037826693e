/**
 * A number as Go writes it in full, without an exponent: `0.000001`, `+Inf`, `NaN`.
 *
 * @see Go 1.26 strconv.FormatFloat with format 'f' and precision -1
 */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [mantissa = '', exponent] = String(Math.abs(value)).split('e');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (exponent === undefined) return sign + mantissa;
  const [whole = '', part = ''] = mantissa.split('.');
  const digits = whole + part;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? sign + digits.padEnd(point, '0') : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
