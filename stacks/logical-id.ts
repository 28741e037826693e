/**
 * The name of an object's resource: "default/ReplicaSet/web-77d5" -> "default_ReplicaSet_web-77d5".
 *
 * Terraform takes letters, digits, dashes and underscores, a digit not first; names in Kubernetes have no underscores, so that what stands for
 * other characters is told apart from them, and no two objects get one name.
 */
export function logicalId(key: string): string {
  const id = key
    .split('/')
    .map((part) => part.replace(/[^0-9A-Za-z-]/g, (char) => `__${(char.codePointAt(0) ?? 0).toString(16)}_`))
    .join('_');
  return /^[A-Za-z_]/.test(id) ? id : `_${id}`;
}
