import { utf8Length } from './utf8.ts';

/**
 * The forms of names in Kubernetes. Lengths are in bytes.
 *
 * - `dns1123Label`: namespaces, containers; `dns1123Subdomain`: most objects; `dns1035Label`: Services
 * - `qualifiedName`: keys of labels and annotations, with an optional prefix; `labelValue`: values of labels
 * - `envVarName`: keys of env; `portName`: names of container ports
 */
export type NameRule =
  | 'dns1035Label'
  | 'dns1123Label'
  | 'dns1123Subdomain'
  | 'envVarName'
  | 'labelValue'
  | 'portName'
  | 'qualifiedName';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Label = new RegExp(`^${label}$`);
const dns1123Subdomain = new RegExp(`^${label}(\\.${label})*$`);
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const envVarName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const portName = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Whether `text` is a name of the kind `rule`.
 *
 * @see k8s.io/apimachinery 0.35, util/validation
 */
export function isName(rule: NameRule, text: string): boolean {
  switch (rule) {
    case 'dns1123Label':
      return dns1123Label.test(text) && text.length <= 63;
    case 'dns1123Subdomain':
      return dns1123Subdomain.test(text) && text.length <= 253;
    case 'dns1035Label':
      return dns1035Label.test(text) && text.length <= 63;
    case 'qualifiedName':
      return labelKeyFaults(text).length === 0;
    case 'labelValue':
      return labelValueFaults(text).length === 0;
    case 'envVarName':
      return envVarName.test(text) && text !== '.' && !text.startsWith('..');
    case 'portName':
      return portName.test(text) && text.length <= 15;
  }
}

const characters = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const subdomainCharacters =
  "lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const part = qualifiedPart.source.slice(1, -1);
const keyForm = `must consist of ${characters} ${hint(['MyName', 'my.name', '123-abc'], part)}`;
const valueForm = `a valid label must be an empty string or consist of ${characters} ${hint(['MyValue', 'my_value', '12345'], `(${part})?`)}`;
const prefixForm = `a lowercase RFC 1123 subdomain must consist of ${subdomainCharacters} ${hint(['example.com'], dns1123Subdomain.source.slice(1, -1))}`;

function hint(examples: readonly string[], form: string): string {
  return `(e.g. ${examples.map((one) => `'${one}', `).join(' or ')}regex used for validation is '${form}')`;
}

/** What is wrong with the key of a label or annotation, in the words of the API server; empty if nothing is. */
export function labelKeyFaults(key: string): readonly string[] {
  const [first = '', second, ...more] = key.split('/');
  if (more.length > 0) {
    return [`a valid label key ${keyForm} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const faults: string[] = [];
  if (second !== undefined) {
    if (first === '') faults.push('prefix part must be non-empty');
    else if (utf8Length(first) > 253) faults.push('prefix part must be no more than 253 bytes');
    if (first !== '' && !dns1123Subdomain.test(first)) faults.push(`prefix part ${prefixForm}`);
  }
  const name = second ?? first;
  if (name === '') faults.push('name part must be non-empty');
  else if (utf8Length(name) > 63) faults.push('name part must be no more than 63 bytes');
  if (!qualifiedPart.test(name)) faults.push(`name part ${keyForm}`);
  return faults;
}

/** What is wrong with the value of a label, in the words of the API server; empty if nothing is. */
export function labelValueFaults(value: string): readonly string[] {
  const faults: string[] = [];
  if (utf8Length(value) > 63) faults.push('must be no more than 63 bytes');
  if (value !== '' && !qualifiedPart.test(value)) faults.push(valueForm);
  return faults;
}
