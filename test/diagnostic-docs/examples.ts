import type { KnownCode } from '../../src/diagnostic/index.ts';
import { planFileExamples } from '../plan/plan-file-examples.ts';
import { refusal, type Answer, type Asked } from '../kube/fake-api.ts';
import { canary, indent, rollout, services, template } from '../manifest/check.ts';

/** What makes sluice give a diagnostic: files, and what stands behind `sluice`. */
export interface Example {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly line: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the API server of kube.yaml says; without it there is none. */
  readonly api?: (asked: Asked) => Answer;
}

const web = (text: string | Uint8Array, line = 'lint web.yaml'): Example => ({ files: { 'web.yaml': text }, line });
const both = services('web-stable', 'web-canary');
const routed = (lines: string): string => `canaryService: web-canary\nstableService: web-stable\n${lines}`;
const plugin = 'trafficRouting:\n  plugins: { "example/router": {} }\n';
const metrics = 'metrics:\n- name: rate\n  successCondition: result >= 0.95\n  provider: { web: { url: "http://rates.example.test" } }';
const analysed = canary('analysis:\n  templates: [{ templateName: success }]');
const pod = (text: string, labels = '{ app: web }'): string => canary('{}', { pod: text, labels });
const good = canary('steps:\n- setWeight: 20\n- pause: { duration: 1m }');
const waits = (name: string, forWhom: string, namespace = 'default'): string =>
  `---\n${canary('steps:\n- setWeight: 20\n- pause: { duration: 1m }', { name: `${name}\n  namespace: ${namespace}\n  annotations: { sluice.dev/depends-on: "${forWhom}" }` })}`;
const workflow = (lines: string, name = 'build'): string => `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: ${name} }\nspec:\n${indent(lines, 2)}`;
const configMap = (metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n`;
const simulated = (scenario: string): Example => ({ files: { 'web.yaml': good, 'night.yaml': scenario }, line: 'simulate web.yaml --scenario night.yaml' });

const ten = (item: string): string => `[${Array<string>(10).fill(item).join(', ')}]`;
const bomb = `a0: &a0 ${ten('1')}\n${[1, 2, 3, 4, 5, 6, 7].map((level) => `a${level}: &a${level} ${ten(`*a${level - 1}`)}\n`).join('')}`;

/** A cluster where nothing is yet, and what it says to a preview of a ConfigMap. */
const inCluster = (mayPatch: boolean, preview: Answer): Example => ({
  files: { 'web.yaml': configMap('{ name: settings }') },
  line: 'plan web.yaml --kubeconfig kube.yaml',
  api({ method, path }) {
    if (path.endsWith('selfsubjectaccessreviews')) return { body: { status: { allowed: mayPatch } } };
    return method === 'PATCH' ? preview : method === 'GET' && !path.includes('configmaps/') && path.endsWith('s') ? { body: { items: [], metadata: { resourceVersion: '1' } } } : refusal(404, 'NotFound', 'not found');
  },
});
/** A cluster where nothing is yet, and which lets no pod of a Rollout in. */
const withoutPods: Example = {
  files: { 'web.yaml': good },
  line: 'plan web.yaml --kubeconfig kube.yaml',
  api({ method, path }) {
    if (path.endsWith('selfsubjectaccessreviews')) return { body: { status: { allowed: true } } };
    if (method === 'POST') return refusal(403, 'Forbidden', 'pods "web-preview" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
    return /\/(?:replicasets|pods|services|jobs)$/.test(path) ? { body: { items: [], metadata: { resourceVersion: '1' } } } : refusal(404, 'NotFound', 'not found');
  },
};
/** A cluster where a controller has this Rollout. */
const served: Example = {
  files: { 'web.yaml': good },
  line: 'apply web.yaml --kubeconfig kube.yaml --auto-approve',
  api({ path }) {
    if (path === '/apis/argoproj.io/v1alpha1') return { body: { resources: [{ name: 'rollouts', kind: 'Rollout', namespaced: true }] } };
    if (path.endsWith('/rollouts/web')) return { body: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web', namespace: 'default', generation: 4 }, status: { observedGeneration: '4' } } };
    return /\/(?:replicasets|pods|services|jobs)$/.test(path) ? { body: { items: [], metadata: { resourceVersion: '1' } } } : refusal(404, 'NotFound', 'not found');
  },
};
const ownedByOther = { reason: 'FieldManagerConflict', message: 'conflict with "kubectl-client-side-apply" using v1', field: '.data.color' };

export const examples: Readonly<Record<KnownCode, Example>> = {
  SLU101: web('message: note: this\n'),
  SLU102: web('spec:\n\treplicas: 1\n'),
  SLU103: web('replicas: 1\nreplicas: 2\n'),
  SLU104: web('? [a]\n: b\n'),
  SLU105: web(bomb),
  SLU106: web(`a: ${'['.repeat(101)}${']'.repeat(101)}\n`),
  SLU107: web(`a: ${'x'.repeat(16 * 1024 * 1024)}\n`),
  SLU108: web(Uint8Array.from([0x23, 0x20, 0x67, 0x72, 0xfc, 0xdf, 0x65, 0x0a])),
  SLU109: web('a: x\u001b[31m\n'),
  SLU110: web('enabled: yes\n'),
  SLU111: web('id: 12345678901234567890\n'),
  SLU112: web('limit: .inf\n'),
  SLU113: web('password: !secret web\n'),
  SLU114: web('a: !!int x\n'),
  SLU115: web('a: *b\n'),
  SLU116: web('a: &a [*a]\n'),
  SLU117: web('a:\n  <<: 3\n'),
  SLU118: web('a: "b\n'),
  SLU119: web('a:\n  b: 1\n c: 2\n'),
  SLU120: web('{"resource": {"kubernetes_manifest": {"a": {"manifest": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${var.name}"}}}}}}\n'),

  SLU201: web('apiVersion: v1\nmetadata: { name: settings }\n'),
  SLU202: web(analysed + template(metrics, 'sucess')),
  SLU203: web(canary('steps:\n- setWeight: 130')),
  SLU204: web(`${configMap('{ name: settings }')}---\n${configMap('{ name: settings, namespace: default }')}`),
  SLU205: web(canary('canaryService: web-canary')),
  SLU206: web(canary('steps:\n- setWeight: 50\n- pause: { duration: 1m }\n- setWeight: 20')),
  SLU207: web(canary('{}', { labels: '{ app: wbe }' })),
  SLU208: web(canary('{}').replace('selector: { matchLabels: { app: web } }', 'selector: {}')),
  SLU209: web(canary('steps:\n- setWeight: 20\n- pause: {}')),
  SLU210: web(canary('steps:\n- setWeight: 1', { replicas: 1 })),
  SLU211: web(canary(routed(`${plugin}steps:\n- setCanaryScale: { replicas: 1 }\n- setWeight: 90`)) + both),
  SLU212: web(canary('maxSurge: 0\nmaxUnavailable: 0')),
  SLU213: web(canary('{}', { replicas: -1 })),
  SLU214: web(
    `${canary(routed('trafficRouting:\n  nginx: { stableIngress: web-ingress }'))}${both}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web-ingress }\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web-old\n            port: { number: 80 }\n`,
  ),
  SLU215: web(rollout(`strategy:\n  canary:\n    analysis:\n      templates: [{ templateName: success }]\nanalysis:\n  templates:\n  - name: success\n${indent(metrics, 4)}`)),
  SLU216: web(canary('analysis:\n  templates: [{ templateName: success }]\n  args: [{ name: rate, value: "95" }]') + template(metrics)),
  SLU217: web(analysed + template(`args: [{ name: host }]\n${metrics}`)),
  SLU218: web(pod('{ containers: [{ name: web, image: "web:1" }] }', '{ app: web, hash: "{{.Rollout.Status.CurrentPodHash}}" }')),
  SLU219: web(pod('{ containers: [{ name: web, image: "web:1" }] }', '{ app: web, owner: "the web team" }')),
  SLU220: web(template(metrics.replace('>=', '>>'))),
  SLU221: web(canary('steps:\n- pause: { duration: 5d }')),
  SLU222: web(template(metrics.replace('  successCondition: result >= 0.95\n', ''))),
  SLU223: web(template(`${metrics}\n  count: 3`)),
  SLU224: web(canary('steps:\n- analysis: { templates: [{ templateName: success }] }') + template(`${metrics}\n  interval: 1m`)),
  SLU225: web(canary('steps:\n- setCanaryScale: { replicas: 1 }')),
  SLU226: web(canary('steps:\n- setWeight: 20\n  pause: { duration: 1m }')),
  SLU227: web(pod('{ containers: [{ name: web, image: "web:1" }, { name: web, image: "log:1" }] }')),
  SLU228: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  container: { image: tool }', 'build'.repeat(13))),
  SLU229: web(configMap('{ name: Settings }')),
  SLU230: web(rollout('strategy:\n  canary:')),
  SLU231: web(canary('canaryService: web\nstableService: web') + services('web')),
  SLU232: web(canary('stableService: web-stable\ntrafficRouting:\n  traefik: { weightedTraefikServiceName: web }') + services('web-stable')),
  SLU233: web(canary('canaryService: web-canary') + services('web-canary').replace('app: web', 'app: wbe')),
  SLU234: web(`${canary('canaryService: web-canary')}---\n${canary('canaryService: web-canary', { name: 'web-two' })}${services('web-canary')}`),
  SLU235: web(canary('scaleDownDelaySeconds: 30')),
  SLU236: web(canary(routed(`${plugin}steps:\n- setHeaderRoute: { name: header }`)) + both),
  SLU237: web(
    canary(routed(`trafficRouting:\n  managedRoutes: [{ name: header }]\n  plugins: { "example/router": {} }\nsteps:\n- setHeaderRoute:\n    name: header\n    match:\n    - headerName: agent\n      headerValue: { exact: one, prefix: two }`)) + both,
  ),
  SLU238: web(canary('analysis:\n  templates: [{ templateName: success }]\n  args:\n  - name: id\n    valueFrom: { fieldRef: { fieldPath: metadata.uuid } }') + template(`args: [{ name: id }]\n${metrics}`)),
  SLU240: web(
    `${canary(routed('trafficRouting:\n  istio:\n    virtualService: { name: web, routes: [primary] }'))}${both}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web }\nspec:\n  http:\n  - name: main\n    route:\n    - destination: { host: web-stable }\n    - destination: { host: web-canary }\n`,
  ),
  SLU241: web(pod('{ containers: [{ name: web, image: "web:1", volumeMounts: [{ name: data, mountPath: /data }] }] }')),
  SLU242: web(`${pod('{ containers: [{ name: web, image: "web:1", env: [{ name: A, valueFrom: { configMapKeyRef: { name: settings, key: color } } }] }] }')}---\n${configMap('{ name: settings }')}data: { colour: red }\n`),
  SLU243: web('apiVersion: argoproj.io/v1alpha1\nkind: Rolout\nmetadata: { name: web }\n'),
  SLU244: { files: { 'deploy/web.yaml': good, 'deploy/values.yaml': 'image: web:1\n' }, line: 'lint deploy' },
  SLU245: web(template('metrics:\n- name: rate\n  successCondition: result >= 0.95\n  provider: {}')),
  SLU246: web(workflow('templates:\n- name: job\n  container: { image: tool }')),

  SLU247: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  container: { image: tool, args: ["{{workflow.parameters.ghost}}"] }')),
  SLU248: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  dag:\n    tasks:\n    - { name: a, template: job, depends: b }\n    - { name: b, template: job, depends: a }\n- name: job\n  container: { image: tool }')),
  SLU249: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  container: { image: tool }\n  outputs:\n    parameters:\n    - name: v')),
  SLU250: web(`${workflow('entrypoint: job\narguments:\n  parameters:\n  - { name: w, valueFrom: { configMapKeyRef: { name: limits, key: word } } }\ntemplates:\n- name: job\n  container: { image: tool }')}---\n${configMap('{ name: limits }')}data: { word: red }\n`),
  SLU251: web(workflow('entrypoint: main\narguments:\n  parameters:\n  - { name: go, value: "no" }\ntemplates:\n- name: main\n  steps:\n  - - { name: a, template: read, when: "{{workflow.parameters.go}} == yes" }\n  - - name: b\n      template: note\n      arguments:\n        parameters:\n        - { name: text, value: "{{steps.a.outputs.result}}" }\n- name: read\n  script: { image: tool, command: [sh], source: date }\n- name: note\n  inputs:\n    parameters:\n    - name: text\n  container: { image: tool }')),
  SLU252: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: each, template: job, withItems: [] }\n- name: job\n  container: { image: tool }')),
  SLU253: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: again, template: main }')),
  SLU254: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: each, template: read, withItems: [1, 2] }\n  - - name: end\n      template: note\n      arguments:\n        parameters:\n        - { name: text, value: "{{steps.each.outputs.result}}" }\n- name: read\n  script: { image: tool, command: [sh], source: date }\n- name: note\n  inputs:\n    parameters:\n    - name: text\n  container: { image: tool }')),
  SLU255: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: a, template: job, when: 1 + 2 }\n- name: job\n  container: { image: tool }')),
  SLU256: web(template(metrics.replace('web: { url: "http://rates.example.test" }', 'prometheus: { address: "http://prometheus:9090", query: up }'))),
  SLU257: web(template(`${metrics}\n  interval: 1m\n  count: 3\n  failureLimit: 3`)),
  SLU258: web(template(metrics.replace('result >= 0.95', '1 > 2'))),
  SLU259: web(canary('analysis: { templates: [{ templateName: success }], dryRun: [{ metricName: latency }] }') + template(metrics)),
  SLU260: web(workflow('entrypoint: main\narguments:\n  parameters:\n  - { name: go, value: "no" }\ntemplates:\n- name: main\n  steps:\n  - - { name: a, template: make, when: "{{workflow.parameters.go}} == yes" }\n  - - name: b\n      template: note\n      arguments:\n        parameters:\n        - { name: text, value: "{{steps.a.outputs.parameters.v}}" }\n- name: make\n  container: { image: tool }\n  outputs:\n    parameters:\n    - { name: v, valueFrom: { path: /tmp/v } }\n- name: note\n  inputs:\n    parameters:\n    - name: text\n  container: { image: tool }')),
  SLU261: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  retryStrategy: { limit: 2 }\n  container: { image: tool }')),
  SLU262: web(workflow('entrypoint: job\nnodeSelector: { disk: ssd }\ntemplates:\n- name: job\n  nodeSelector: { zone: a }\n  container: { image: tool }')),
  SLU263: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: each, template: job, withParam: "a, b" }\n- name: job\n  container: { image: tool }')),
  SLU264: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  container: { image: tool, args: ["{{=1 +}}"] }')),
  SLU265: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  container: { image: tool, args: ["{{workflows.name}}"] }')),
  SLU266: web(workflow('entrypoint: job\nonExit: job\ntemplates:\n- name: job\n  container: { image: tool }')),
  SLU267: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - name: a\n      template: job\n      hooks: { exit: { template: job } }\n- name: job\n  container: { image: tool }')),
  SLU268: web(workflow('entrypoint: job\nonExit: tell\ntemplates:\n- name: job\n  container: { image: tool }\n- name: tell\n  container: { image: tool, args: ["{{workflow.failures}}"] }')),
  SLU269: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  parallelism: 1\n  dag:\n    tasks:\n    - { name: wash, template: job }\n    - { name: iron, template: job }\n- name: job\n  container: { image: tool }')),
  SLU270: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: a, template: pick, arguments: { parameters: [{ name: color, value: pink }] } }\n- name: pick\n  inputs:\n    parameters:\n    - { name: color, enum: [red, blue] }\n  container: { image: tool }')),
  SLU271: web(workflow('entrypoint: hold\ntemplates:\n- name: hold\n  suspend: { duration: 2d }')),
  SLU272: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  retryStrategy: { retryPolicy: Always }\n  container: { image: tool }')),
  SLU273: web(workflow('entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - { name: each, template: make, withItems: [1, 2], continueOn: { failed: true } }\n  - - name: end\n      template: note\n      arguments:\n        parameters:\n        - { name: text, value: "{{steps.each.outputs.parameters}}" }\n- name: make\n  container: { image: tool }\n  outputs:\n    parameters:\n    - { name: v, valueFrom: { path: /tmp/v } }\n- name: note\n  inputs:\n    parameters:\n    - name: text\n  container: { image: tool }')),

  SLU301: web(canary('steps:\n- setWieght: 20')),
  SLU302: web(canary('steps:\n- setWeight: "20"')),
  SLU303: web(template(metrics.replace('- name: rate\n  successCondition', '- successCondition'))),
  SLU304: web(pod('{ restartPolicy: Always, containers: [{ name: web, image: "web:1", imagePullPolicy: Allways }] }')),
  SLU305: web(workflow('entrypoint: the job\ntemplates:\n- name: the job\n  container: { image: tool }')),
  SLU306: web(workflow('entrypoint: job\nparallelism: 0\ntemplates:\n- name: job\n  container: { image: tool }')),
  SLU307: web(workflow('entrypoint: job\ntemplates:\n- name: job\n  steps: []')),

  SLU401: web(canary(`canaryService: web-canary\nstableService: web-stable\n${plugin}`) + both, 'plan web.yaml'),
  SLU402: web(workflow('workflowTemplateRef: { name: nowhere }'), 'plan web.yaml'),
  SLU411: simulated('pod: []\n'),
  SLU412: simulated('pods:\n- { rollout: web, set: canary, ready: soon }\n'),
  SLU413: simulated('pods:\n- { rollout: wbe, set: canary, ready: never }\n'),
  SLU414: simulated('actions:\n- { when: { rollout: web, step: 7 }, do: promote }\n'),
  SLU415: simulated('actions:\n- { when: { rollout: web, phase: Healthy }, do: undo 7 }\n'),
  SLU421: { files: { 'deploy.plan': '{ "stages": [] }\n' }, line: 'show deploy.plan' },
  SLU422: { files: { 'deploy.plan': '{ "formatVersion": "99.0", "tool": { "name": "sluice" } }\n' }, line: 'show deploy.plan' },
  SLU423: web(good, 'plan web.yaml --target wbe'),
  SLU424: web(good, 'plan web.yaml --explain 7'),
  SLU441: web(waits('api', 'dbase') + waits('dbase-two', ''), 'plan web.yaml'),
  SLU442: web(waits('api', 'db') + waits('db', 'api'), 'plan web.yaml'),
  SLU443: web(waits('api', 'db') + waits('db', '', 'blue') + waits('db', '', 'green'), 'plan web.yaml'),

  ...planFileExamples,

  SLU501: web(good, 'lint wbe.yaml'),
  SLU502: { files: { 'web.yaml': '->web.yaml' }, line: 'lint web.yaml' },
  SLU503: web(new Uint8Array(65 * 1024 * 1024)),
  SLU504: web(good, 'lint web.yaml web.yaml'),
  SLU505: web(good, 'plan web.yaml --from v1.0'),
  SLU506: { files: { 'web.yaml': good, '.git': '=repository' }, line: 'plan web.yaml --from v1.0' },
  SLU507: { files: { 'web.yaml': good, '.git': '=repository' }, line: 'plan web.yaml --from HEAD' },
  SLU508: { files: { 'docs/README.md': 'Read me.\n' }, line: 'lint docs' },
  SLU510: web(good, 'lnit web.yaml'),
  SLU511: web(good, 'lint --stict web.yaml'),
  SLU512: web(good, 'lint -o yaml web.yaml'),
  SLU513: web(good, 'lint'),
  SLU521: { files: { 'web.yaml': good, '.sluice/cluster.json': '{' }, line: 'plan web.yaml --cluster embedded' },
  SLU522: web(good, 'promote wbe'),
  SLU523: inCluster(true, refusal(403, 'Forbidden', 'configmaps "settings" is forbidden: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1')),
  SLU524: inCluster(true, refusal(409, 'Conflict', 'Apply failed with 1 conflict', [ownedByOther])),
  SLU525: inCluster(false, refusal(403, 'Forbidden', '')),
  SLU526: served,
  SLU527: withoutPods,
  SLU444: { files: { 'build.yaml': workflow('entrypoint: main\ntemplates: [{ name: main, http: { url: "http://localhost" } }]') }, line: 'plan build.yaml' },
  SLU445: { files: { 'build.yaml': workflow('entrypoint: main\ntemplates: [{ name: main, http: { url: "http://localhost" } }]') }, line: 'submit build.yaml' },
  SLU528: { files: { 'build.yaml': workflow('entrypoint: main\ntemplates: [{ name: main, container: { image: busybox } }]') }, line: 'apply build.yaml --run-local' },
  SLU529: { files: { 'build.yaml': workflow('entrypoint: main\ntemplates:\n- name: main\n  container: { image: busybox, command: [date] }\n  outputs: { parameters: [{ name: day, valueFrom: { path: /tmp/day } }] }') }, line: 'apply build.yaml --run-local' },
  SLU531: { files: { 'web.yaml': good, 'sluice.yaml': 'metrics:\n  plugins:\n    rates: { timeoutSeconds: 5 }\n' }, line: 'plan web.yaml' },
  SLU532: { files: { 'web.yaml': good }, line: 'plan web.yaml', environment: { SLUICE_ON_DEVIATION: 'hlat' } },
};
