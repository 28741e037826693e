interface RolloutShape {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly maxSurge: string;
  readonly maxUnavailable: string;
  readonly steps: readonly string[];
}

const PLAIN_STEPS = ['setWeight: 20', 'pause: { duration: 60s }', 'setWeight: 50', 'pause: { duration: 60s }', 'setWeight: 100', 'pause: {}'];

function rolloutText({ name, image, replicas, maxSurge, maxUnavailable, steps }: RolloutShape): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
  namespace: default
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: main
          image: ${image}
          ports:
            - containerPort: 8080
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { cpu: 500m, memory: 256Mi }
          readinessProbe:
            httpGet: { path: /ready, port: 8080 }
  strategy:
    canary:
      maxSurge: ${maxSurge}
      maxUnavailable: ${maxUnavailable}
      steps:
${steps.map((step) => `        - ${step}\n`).join('')}`;
}

/** Documents of `count` rollouts of ten pods each; `imageOf` says which version each one has. */
export function manyRollouts(count: number, imageOf: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) =>
    rolloutText({
      name: `web-${index}`,
      image: imageOf(index),
      replicas: 10,
      maxSurge: '25%',
      maxUnavailable: '0',
      steps: PLAIN_STEPS,
    }),
  ).join('---\n');
}

/** A rollout of 20 pods that comes to rest `stages` times on its way, the end included. */
export function longRollout(image: string, stages: number): string {
  const weights = Array.from({ length: stages - 1 }, (_, index) => (index + 1) * 5);
  return rolloutText({ name: 'web', image, replicas: 20, maxSurge: '25%', maxUnavailable: '0', steps: weights.flatMap((weight) => [`setWeight: ${weight}`, 'pause: { duration: 60s }']) });
}

/** Documents of `count` rollouts whose sizes, limits and steps differ, the same ones for the same seed. */
export function randomRollouts(count: number, image: string, seed: number): string {
  const next = randomNumbers(seed);
  const oneOf = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(next() * choices.length)] ?? choices[0];
  return Array.from({ length: count }, (_, index) => {
    const weights = Array.from({ length: 1 + Math.floor(next() * 6) }, () => Math.floor(next() * 101)).sort((a, b) => a - b);
    return rolloutText({
      name: `random-${index}`,
      image,
      replicas: 1 + Math.floor(next() * 40),
      maxSurge: oneOf(['25%', '1', '3', '100%']),
      maxUnavailable: oneOf(['0', '1', '25%']),
      steps: weights.flatMap((weight) => [`setWeight: ${weight}`, oneOf(['pause: {}', 'pause: { duration: 30s }', 'pause: { duration: 1h }'])]),
    });
  }).join('---\n');
}

/** How the tasks of a DAG depend on each other: each after up to two that came before it, each after the one before it, or in diamonds of four. */
type DagForm = 'mesh' | 'chain' | 'diamonds';

function needsOf(form: DagForm, index: number): readonly number[] {
  if (index === 0) return [];
  switch (form) {
    case 'mesh':
      return [...new Set([Math.floor(index / 2), ...(index > 40 ? [index - 40] : [])])];
    case 'chain':
      return [index - 1];
    case 'diamonds':
      return index % 4 === 3 ? [index - 2, index - 1] : [index - Math.max(index % 4, 1)];
  }
}

/** A Workflow of one DAG of `count` tasks. */
export function bigDag(count: number, form: DagForm = 'mesh'): string {
  const tasks = Array.from({ length: count }, (_, index) => {
    const needs = needsOf(form, index).map((need) => `task-${need}`);
    const depends = needs.length === 0 ? '' : `\n        depends: ${needs.join(' && ')}`;
    return `      - name: task-${index}\n        template: job\n        arguments:\n          parameters:\n          - name: number\n            value: "${index}"${depends}\n`;
  });
  return `${jobsOf('big')}  - name: main
    dag:
      tasks:
${tasks.join('')}`;
}

/** A Workflow of one task that is done for each of `count` numbers. */
export function bigFanOut(count: number): string {
  return `${jobsOf('big')}  - name: main
    dag:
      tasks:
      - name: each
        template: job
        arguments:
          parameters:
          - name: number
            value: "{{item}}"
        withSequence: {count: "${count}"}
`;
}

/** A scenario in which the items of `bigFanOut` end one after the other, in an order that looks like none. */
export function oneByOne(count: number): string {
  const seconds = Array.from({ length: count }, (_, index) => ((index * 7919) % count) + 1);
  return `steps:\n- template: job\n  seconds: [${seconds.join(', ')}]\n`;
}

function jobsOf(name: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: ${name}
spec:
  entrypoint: main
  templates:
  - name: job
    inputs:
      parameters:
      - name: number
    container:
      image: job:1
      command: [run, "{{inputs.parameters.number}}"]
      resources:
        requests: {cpu: 100m, memory: 64Mi}
`;
}

/** One rollout in a List, with ConfigMaps until the text has `bytes` bytes or a little more. */
export function bigList(bytes: number): string {
  const inList = (text: string): string => text.trimEnd().split('\n').map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`)).join('\n');
  let text = `apiVersion: v1\nkind: List\nitems:\n${inList(manyRollouts(1, () => 'web:2'))}\n`;
  for (let i = 0; text.length < bytes; i++) {
    const entries = Array.from({ length: 40 }, (_, line) => `  key-${line}: "value ${line} of map ${i}, long enough to look like a setting"\n`).join('');
    text += `${inList(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-${i}\ndata:\n${entries}`)}\n`;
  }
  return text;
}

/** Numbers from 0 up to 1 (xorshift, 32 bits): the same sequence for the same seed, which must not be 0. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
