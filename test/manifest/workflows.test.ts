import { describe } from 'vitest';
import { check, indent } from './check.ts';

const workflow = (lines: string, kind = 'Workflow', name = 'build'): string => `---\napiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${indent(lines, 2)}`;
const job = 'templates:\n- name: job\n  container: { image: tool }';
const shared = workflow(job, 'WorkflowTemplate', 'shared');

describe('workflow-templates-found', () => {
  check('finds what is there', workflow(`entrypoint: main\nonExit: job\n${job}\n- name: main\n  steps:\n  - - name: a\n      template: job\n    - name: b\n      templateRef: { name: shared, template: job }\n    - name: c\n      template: "{{item}}"\n      withItems: [job]`) + shared, `
web.yaml:7:3 note SLU266 handler decides how the Workflow ends
    7 |   onExit: job
      |   ^^^^^^
  If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it
  does not matter that much, run its steps with continueOn: { failed: true, error: true }.
`);
  check('looks for entrypoint, exit handler, steps, tasks and hooks', workflow('entrypoint: mian\nonExit: bye\nhooks: { exit: { template: hook } }\ntemplates:\n- name: main\n  steps:\n  - - name: a\n      template: ghost\n      hooks: { exit: { template: hook } }\n- name: dag\n  dag:\n    tasks:\n    - name: b\n      template: gohst'), `
web.yaml:6:15 error SLU202 reference leads nowhere
    6 |   entrypoint: mian
      |               ^^^^
  The Workflow has no template mian. Add one of that name, or correct it here. Did you mean main?
web.yaml:7:3 note SLU266 handler decides how the Workflow ends
    7 |   onExit: bye
      |   ^^^^^^
  If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it
  does not matter that much, run its steps with continueOn: { failed: true, error: true }.
web.yaml:7:11 error SLU202 reference leads nowhere
    7 |   onExit: bye
      |           ^^^
  The Workflow has no template bye. Add one of that name, or correct it here.
web.yaml:8:12 note SLU266 handler decides how the Workflow ends
    8 |   hooks: { exit: { template: hook } }
      |            ^^^^
  If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it
  does not matter that much, run its steps with continueOn: { failed: true, error: true }.
web.yaml:8:30 error SLU202 reference leads nowhere
    8 |   hooks: { exit: { template: hook } }
      |                              ^^^^
  The Workflow has no template hook. Add one of that name, or correct it here.
web.yaml:13:19 error SLU202 reference leads nowhere
   13 |         template: ghost
      |                   ^^^^^
  The Workflow has no template ghost. Add one of that name, or correct it here.
web.yaml:14:18 note SLU267 hook is not heard or not run
   14 |         hooks: { exit: { template: hook } }
      |                  ^^^^
  If this hook fails, nothing comes of it: a counts as it ended itself. What must not fail unseen,
  or must run in any case, belongs into a step of its own.
web.yaml:14:36 error SLU202 reference leads nowhere
   14 |         hooks: { exit: { template: hook } }
      |                                    ^^^^
  The Workflow has no template hook. Add one of that name, or correct it here.
web.yaml:19:19 error SLU202 reference leads nowhere
   19 |         template: gohst
      |                   ^^^^^
  The Workflow has no template gohst. Add one of that name, or correct it here.
`);
  check('looks into other objects', workflow(`entrypoint: job\n${job}\n- name: main\n  dag:\n    tasks:\n    - { name: a, templateRef: { name: shared, template: jbo } }\n    - { name: b, templateRef: { name: shraed, template: job } }`) + shared, `
web.yaml:13:59 error SLU202 reference leads nowhere
   13 |       - { name: a, templateRef: { name: shared, template: jbo } }
      |                                                           ^^^
  The WorkflowTemplate shared has no template jbo. Add one of that name there, or correct it here.
  Did you mean job?
  web.yaml:18:19 the WorkflowTemplate is here
   18 | metadata: { name: shared }
      |                   ^^^^^^
web.yaml:14:41 warning SLU205 reference leads out of these manifests
   14 |       - { name: b, templateRef: { name: shraed, template: job } }
      |                                         ^^^^^^
  The WorkflowTemplate shraed is not among these manifests in namespace default. It may exist in the
  cluster; if it should stand here, add its file to the command or correct the name.
`);
  check('takes the templates of a whole that is referred to', workflow('entrypoint: job\nworkflowTemplateRef: { name: shared }') + shared, '');
  check('warns where that is not there', workflow('entrypoint: job\nworkflowTemplateRef: { name: nowhere, clusterScope: true }'), `
web.yaml:7:32 warning SLU205 reference leads out of these manifests
    7 |   workflowTemplateRef: { name: nowhere, clusterScope: true }
      |                                ^^^^^^^
  The ClusterWorkflowTemplate nowhere is not among these manifests. It may exist in the cluster; if
  it should stand here, add its file to the command or correct the name.
`);
});

describe('other rules of Workflows', () => {
  check('an entrypoint is needed', workflow(job), `
web.yaml:5:1 error SLU246 Workflow has no entrypoint
    5 | spec:
      | ^^^^
  The Workflow does not say with which template it begins. Add an entrypoint with the name of one.
`);
  check('a template needs none', shared, '');
  check('names fit into labels', workflow(`entrypoint: job\n${job}`, 'Workflow', 'w'.repeat(64)), `
web.yaml:4:19 error SLU228 name is too long
    4 | metadata: { name: wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww }
      |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The name has 64 characters. Pods carry it in a label, so it can have at most 63.
`);
  check('templates have names of their own', workflow(`entrypoint: job\n${job}\n- name: job\n  container: { image: other }`), `
web.yaml:10:11 error SLU227 name is used twice
   10 |   - name: job
      |           ^^^
  There is a template job already. Give this one another name, or remove it.
  web.yaml:8:11 the first template job is here
    8 |   - name: job
      |           ^^^
`);
  check('arguments read keys that are there', workflow(`entrypoint: job\narguments:\n  parameters:\n  - name: a\n    valueFrom: { configMapKeyRef: { name: settings, key: size } }\n${job}`) + '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, labels: { workflows.argoproj.io/configmap-type: Parameter } }\ndata: { colour: red }\n', `
web.yaml:10:60 error SLU242 key is not in the ConfigMap or Secret
   10 |       valueFrom: { configMapKeyRef: { name: settings, key: size } }
      |                                                            ^^^^
  The ConfigMap settings has no key size, so the container could not start. Add the key, or correct
  it here.
  web.yaml:17:19 the ConfigMap is here
   17 | metadata: { name: settings, labels: { workflows.argoproj.io/configmap-type: Parameter } }
      |                   ^^^^^^^^
`);
});
