/** A Workflow of steps as text: each step names a template; `extra` goes into its spec. */
export function stepsText(name: string, steps: readonly string[], { spec = '', templates = '' }: { readonly spec?: string; readonly templates?: string } = {}): string {
  const rows = steps.map((step) => `        - - {name: ${step}, template: ${step}}`).join('\n');
  return `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: ${name.endsWith('-') ? `{generateName: ${name}}` : `{name: ${name}}`}
spec:
  entrypoint: main
${indented(spec, 2)}
  templates:
    - name: main
      steps:
${rows}
${[...new Set(steps)].filter((step) => !templates.includes(`name: ${step}`)).map((step) => `    - {name: ${step}, container: {image: "busybox:local", command: [${step}]}}`).join('\n')}
${indented(templates, 4)}
`;
}

function indented(text: string, by: number): string {
  return text.split('\n').map((line) => (line === '' ? line : ' '.repeat(by) + line)).join('\n');
}
