import { describe } from 'vitest';
import { canary, check } from './check.ts';

const pod = (text: string, labels = '{ app: web }'): string => canary('{}', { pod: text, labels });
const configMap = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { colour: red }\n';
const reading = (reference: string): string => pod(`{ containers: [{ name: web, image: "web:1", env: [{ name: A, valueFrom: { configMapKeyRef: { ${reference} } } }] }] }`);

describe('labels-valid', () => {
  check('warns about the placeholder that sluice fills in', pod('{ containers: [{ name: web, image: "web:1" }] }', '{ app: web, hash: "{{.Rollout.Status.CurrentPodHash}}" }'), `
web.yaml:9:43 warning SLU218 label is filled in by sluice alone
    9 |     metadata: { labels: { app: web, hash: "{{.Rollout.Status.CurrentPodHash}}" } }
      |                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  {{.Rollout.Status.CurrentPodHash}} is no valid value of a label, and Argo fills nothing in here:
  it would refuse the Rollout. sluice fills in the pod-template hash of the ReplicaSet that each pod
  belongs to. Argo puts that hash into the label rollouts-pod-template-hash: read that one to run on
  Argo, too.
`);
  check('refuses other placeholders and odd keys', pod('{ containers: [{ name: web, image: "web:1" }] }', '{ app: web, a: "{{ .Values.x }}", "b c": d }'), `
web.yaml:9:40 error SLU219 label is not valid
    9 |     metadata: { labels: { app: web, a: "{{ .Values.x }}", "b c": d } }
      |                                        ^^^^^^^^^^^^^^^^^
  "{{ .Values.x }}" is no value for a label. A value is empty, or at most 63 letters, digits,
  dashes, underscores and dots, of which the first and the last are letters or digits.
web.yaml:9:59 error SLU219 label is not valid
    9 |     metadata: { labels: { app: web, a: "{{ .Values.x }}", "b c": d } }
      |                                                           ^^^^^
  b c is no key for a label. A key is at most 63 letters, digits, dashes, underscores and dots, of
  which the first and the last are letters or digits; a domain and a slash may stand before it.
`);
});

describe('pod-can-be-made', () => {
  check('needs a container', pod('{}'), `
web.yaml:10:5 error SLU241 pod cannot be made
   10 |     spec: {}
      |     ^^^^
  The pod template has no container. Add one under spec.containers.
`);
  check('needs a template', pod('{}').replace(/  template:\n.*\n.*\n/, ''), `
web.yaml:5:1 error SLU241 pod cannot be made
    5 | spec:
      | ^^^^
  The pod template has no container. Add one under spec.containers.
web.yaml:7:35 error SLU207 selector and labels differ
    7 |   selector: { matchLabels: { app: web } }
      |                                   ^^^
  The pods of the template have no label app, which this selector asks for, so the Rollout would
  never find its pods. Write the same label in both.
`);
  check('needs images and good names', pod('{ containers: [{ name: Web }, { name: b, image: " web:1" }] }'), `
web.yaml:10:26 error SLU241 pod cannot be made
   10 |     spec: { containers: [{ name: Web }, { name: b, image: " web:1" }] }
      |                          ^^^^^^^^^^^^^
  The container Web has no image. Add one.
web.yaml:10:34 error SLU241 pod cannot be made
   10 |     spec: { containers: [{ name: Web }, { name: b, image: " web:1" }] }
      |                                  ^^^
  Web is no name for a container: it must hold only lower-case letters, digits and dashes, begin and
  end in no dash, and be at most 63 characters long.
web.yaml:10:59 error SLU241 pod cannot be made
   10 |     spec: { containers: [{ name: Web }, { name: b, image: " web:1" }] }
      |                                                           ^^^^^^^^
  The image has spaces around it. Remove them.
`);
  check('is always restarted and has no deadline', pod('{ restartPolicy: Never, activeDeadlineSeconds: 5, containers: [{ name: web, image: "web:1" }] }'), `
web.yaml:10:28 error SLU241 pod cannot be made
   10 |     spec: { restartPolicy: Never, activeDeadlineSeconds: 5, containers: [{ name: web, image…
      |                            ^^^^^
  Pods of a ReplicaSet are always restarted, so restartPolicy Never is refused. Remove it.
web.yaml:10:35 error SLU241 pod cannot be made
   10 |     spec: { restartPolicy: Never, activeDeadlineSeconds: 5, containers: [{ name: web, image…
      |                                   ^^^^^^^^^^^^^^^^^^^^^
  Pods of a ReplicaSet have no deadline, so activeDeadlineSeconds is refused. Remove it.
`);
  check('has ports in range', pod('{ containers: [{ name: web, image: "web:1", ports: [{ containerPort: 80800, name: a_port }] }] }'), `
web.yaml:10:80 error SLU241 pod cannot be made
   10 | … image: "web:1", ports: [{ containerPort: 80800, name: a_port }] }] }
      |                                            ^^^^^
  A port goes from 1 to 65535, and this one is 80800.
web.yaml:10:93 error SLU241 pod cannot be made
   10 | …1", ports: [{ containerPort: 80800, name: a_port }] }] }
      |                                            ^^^^^^
  a_port is no name for a port: it has at most 15 lower-case letters, digits and single dashes
  between them, and one letter at least.
`);
  check('mounts volumes that are there, each at its path', pod('{ volumes: [{ name: data, emptyDir: {} }], containers: [{ name: web, image: "web:1", volumeMounts: [{ name: date, mountPath: /a }, { name: data, mountPath: /a }] }] }'), `
web.yaml:10:119 error SLU241 pod cannot be made
   10 | …eb, image: "web:1", volumeMounts: [{ name: date, mountPath: /a }, { name: data, mountPath:…
      |                                             ^^^^
  The pod has no volume date. Add it under spec.volumes, or correct the name. Did you mean data?
web.yaml:10:167 error SLU241 pod cannot be made
   10 | …, mountPath: /a }, { name: data, mountPath: /a }] }] }
      |                                              ^^
  Two volumes cannot be mounted at /a. Choose another path.
  web.yaml:10:136 the other one is here
   10 | …1", volumeMounts: [{ name: date, mountPath: /a }, { name: data, mountPath: /a }] }] }
      |                                              ^^
`);
  check('asks for amounts within its limits', pod('{ containers: [{ name: web, image: "web:1", resources: { requests: { cpu: 2, memory: 1 Gi }, limits: { cpu: 500m } } }] }'), `
web.yaml:10:85 error SLU241 pod cannot be made
   10 | …age: "web:1", resources: { requests: { cpu: 2, memory: 1 Gi }, limits: { cpu: 500m } } }] }
      |                                              ^
  The container asks for more cpu (2) than its limit allows (500m). Lower the one or raise the
  other.
  web.yaml:10:119 the limit is here
   10 | …: { cpu: 2, memory: 1 Gi }, limits: { cpu: 500m } } }] }
      |                                             ^^^^
web.yaml:10:96 error SLU241 pod cannot be made
   10 | …, resources: { requests: { cpu: 2, memory: 1 Gi }, limits: { cpu: 500m } } }] }
      |                                             ^^^^
  1 Gi is no amount of memory. Write one such as 500m, 2, 512Mi or 1Gi.
`);
});

describe('names-unique', () => {
  check('containers and volumes', pod('{ volumes: [{ name: v }, { name: v }], initContainers: [{ name: web, image: i }], containers: [{ name: web, image: "web:1" }] }'), `
web.yaml:10:44 error SLU227 name is used twice
   10 |     spec: { volumes: [{ name: v }, { name: v }], initContainers: [{ name: web, image: i }],…
      |                                            ^
  There is a volume v already. Give this one another name, or remove it.
  web.yaml:10:31 the first volume v is here
   10 |     spec: { volumes: [{ name: v }, { name: v }], initContainers: [{ name: web, image: i }],…
      |                               ^
web.yaml:10:75 error SLU227 name is used twice
   10 | … }, { name: v }], initContainers: [{ name: web, image: i }], containers: [{ name: web, ima…
      |                                             ^^^
  There is a container web already. Give this one another name, or remove it.
  web.yaml:10:114 the first container web is here
   10 | …me: web, image: i }], containers: [{ name: web, image: "web:1" }] }
      |                                             ^^^
`);
});

describe('config-keys-found', () => {
  check('finds a key', reading('name: settings, key: colour') + configMap, '');
  check('refuses a key that is not there', reading('name: settings, key: color') + configMap, `
web.yaml:10:125 error SLU242 key is not in the ConfigMap or Secret
   10 | …{ configMapKeyRef: { name: settings, key: color } } }] }] }
      |                                            ^^^^^
  The ConfigMap settings has no key color, so the container could not start. Add the key, or correct
  it here. Did you mean colour?
  web.yaml:17:19 the ConfigMap is here
   17 | metadata: { name: settings }
      |                   ^^^^^^^^
`);
  check('warns about a ConfigMap that is not there', reading('name: settings, key: colour'), `
web.yaml:10:110 warning SLU205 reference leads out of these manifests
   10 | …A, valueFrom: { configMapKeyRef: { name: settings, key: colour } } }] }] }
      |                                           ^^^^^^^^
  The ConfigMap settings is not among these manifests in namespace default. It may exist in the
  cluster; if it should stand here, add its file to the command or correct the name.
`);
  check('lets optional ones pass', reading('name: settings, key: colour, optional: true'), '');
  check('looks in volumes and Secrets that are there', pod('{ volumes: [{ name: a, configMap: { name: settings, items: [{ key: size, path: s }] } }, { name: b, secret: { secretName: none } }], containers: [{ name: web, image: "web:1", envFrom: [{ configMapRef: { name: more } }] }] }') + configMap, `
web.yaml:10:78 error SLU242 key is not in the ConfigMap or Secret
   10 | …onfigMap: { name: settings, items: [{ key: size, path: s }] } }, { name: b, secret: { secr…
      |                                             ^^^^
  The ConfigMap settings has no key size, so the container could not start. Add the key, or correct
  it here.
  web.yaml:17:19 the ConfigMap is here
   17 | metadata: { name: settings }
      |                   ^^^^^^^^
web.yaml:10:220 warning SLU205 reference leads out of these manifests
   10 | …"web:1", envFrom: [{ configMapRef: { name: more } }] }] }
      |                                             ^^^^
  The ConfigMap more is not among these manifests in namespace default. It may exist in the cluster;
  if it should stand here, add its file to the command or correct the name.
`);
});
