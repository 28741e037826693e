/** A command, and the forms in which its output is kept: 'txt' is 100 columns wide, '60.txt' 60. */
export interface Golden {
  readonly args: readonly string[];
  readonly formats: readonly string[];
}

const own = (name: string): string => `test/golden/manifests/${name}.yaml`;
const update = (example: string): readonly string[] => [`examples/${example}`, '--from', `examples/${example}-previous`];
const second = ['plan', own('second-deploy'), '--from', own('before-second-deploy')];
const many = ['plan', own('many-stages'), '--from', own('before-many-stages')];
const simulated = (scenario: string): readonly string[] => ['simulate', ...update('spark-canary'), '--scenario', own(`${scenario}.scenario`)];

/** By the name of the files. */
export const goldens: Readonly<Record<string, Golden>> = {
  'spark-canary': { args: ['plan', ...update('spark-canary')], formats: ['txt', '60.txt', '200.txt', 'md', 'json', 'yaml'] },
  'spark-canary-explained': { args: ['plan', ...update('spark-canary'), '--explain', '2'], formats: ['txt', '60.txt'] },
  'spark-canary-unchanged': { args: ['plan', 'examples/spark-canary', '--from', 'examples/spark-canary', '--detailed-exitcode'], formats: ['txt', 'md', 'json'] },
  'spark-downward': { args: ['plan', ...update('spark-downward')], formats: ['txt', '60.txt', 'md', 'json'] },
  'flask-workflow': { args: ['plan', ...update('flask-workflow')], formats: ['txt', '60.txt', 'md', 'json', 'yaml'] },
  'release-workflow': { args: ['plan', 'examples/release-workflow'], formats: ['txt', '60.txt', '200.txt', 'md', 'json', 'yaml', 'mermaid', 'dot'] },
  'release-workflow-changed': { args: ['plan', ...update('release-workflow')], formats: ['txt', 'md'] },
  'release-workflow-failing': { args: ['simulate', 'examples/release-workflow', '--scenario', 'examples/release-workflow/failing.scenario.yaml'], formats: ['txt', 'json'] },
  'nginx-canary': { args: ['plan', ...update('nginx-canary')], formats: ['txt', '60.txt', 'md', 'json'] },
  'nginx-canary-first': { args: ['plan', 'examples/nginx-canary'], formats: ['txt'] },
  'istio-experiment': { args: ['plan', ...update('istio-experiment')], formats: ['txt', '60.txt', 'md', 'json'] },
  'first-deploy': { args: ['plan', own('first-deploy'), '--detailed-exitcode'], formats: ['txt', '60.txt', 'md', 'json'] },
  'second-deploy': { args: second, formats: ['txt', '60.txt', '200.txt', 'md', 'json'] },
  'second-deploy-gone': { args: ['plan', 'examples/flask-workflow', '--from', own('first-deploy')], formats: ['txt', 'md'] },
  'metadata': { args: ['plan', own('metadata'), '--from', own('before-metadata')], formats: ['txt', '60.txt', 'md', 'json'] },
  'blue-green': { args: ['plan', own('blue-green'), '--from', own('before-blue-green'), '--detailed-exitcode'], formats: ['txt', '60.txt', 'md', 'json'] },
  'blue-green-explained': { args: ['plan', own('blue-green'), '--from', own('before-blue-green'), '--explain', '1'], formats: ['txt'] },
  'many-stages': { args: many, formats: ['txt', '60.txt', '200.txt', 'md'] },
  'never-ready': { args: simulated('never-ready'), formats: ['txt', 'json'] },
  'slow-pods': { args: simulated('slow-pods'), formats: ['txt'] },
  'failing': { args: simulated('failing'), formats: ['txt', 'md', 'json', 'yaml'] },
  'people': { args: simulated('people'), formats: ['txt', 'json'] },
};
