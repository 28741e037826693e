import { describe, expect, it } from 'vitest';
import { codes } from '../../src/diagnostic/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { check } from './check.ts';

const ten = (item: string): string => `[${Array<string>(10).fill(item).join(', ')}]`;
const bomb = `a0: &a0 ${ten('1')}\n${[1, 2, 3, 4, 5, 6, 7].map((level) => `a${level}: &a${level} ${ten(`*a${level - 1}`)}\n`).join('')}`;

describe('text and YAML', () => {
  check('SLU101 a text behind a quoted one', {
    text: 'image: "web":2 old\n',
    reads: `
web.yaml:1:13 error SLU101 text is not valid YAML
    1 | image: "web":2 old
      |             ^^^^^^
  Something stands here that does not belong to the value before it. It may need quotes, a comma, a comment sign or a
  line of its own.
`,
  });

  check('SLU101 a colon within a value', {
    text: 'message: note: this\n',
    reads: `
web.yaml:1:10 error SLU101 text is not valid YAML
    1 | message: note: this
      |          ^
  A second key or a list begins where a single value is due. Start a new line for it, or quote the text if the colon
  belongs to it.
`,
  });

  check('SLU101 a key without a colon', {
    text: 'metadata\nspec: 1\n',
    reads: `
web.yaml:1:1 error SLU101 text is not valid YAML
    1 | metadata
      | ^^^^^^^^
  A key must stand on one line, followed by a colon. A colon may be missing here, or the text above may need quotes.
`,
  });

  check('SLU101 a character that begins no text', {
    text: 'user: @web\n',
    reads: `
web.yaml:1:7 error SLU101 text is not valid YAML
    1 | user: @web
      |       ^
  A text cannot begin with this character unless it is quoted. Put it between quotes.
`,
  });

  check('SLU102 a tab as indentation', {
    text: 'spec:\n\treplicas: 1\n',
    reads: `
web.yaml:2:1 error SLU102 tab used for indentation
    2 |     replicas: 1
      | ^^^^
  YAML is indented by spaces only. Replace the tabs at the start of the line by spaces.
`,
  });

  check('SLU102 a tab behind spaces', {
    text: 'spec:\n  a: 1\n  \tb: 2\n',
    reads: `
web.yaml:3:3 error SLU102 tab used for indentation
    3 |       b: 2
      |   ^^^^
  YAML is indented by spaces only. Replace the tabs at the start of the line by spaces.
`,
  });

  check('SLU103 a key given twice', {
    text: 'a: 1\nb: 2\n"a": 3\n',
    reads: `
web.yaml:3:1 error SLU103 key given twice
    3 | "a": 3
      | ^^^
  The key a stands twice in this mapping, and only the last counts. Take one of them away.
  web.yaml:1:1 it stands here first
    1 | a: 1
      | ^
`,
  });

  check('SLU104 keys that are no texts', {
    text: '~: a\n? [b]\n: c\n',
    reads: `
web.yaml:1:1 error SLU104 key is not a text
    1 | ~: a
      | ^
  Null cannot be a key: JSON has texts alone. Quote it, or write a name before the colon.

web.yaml:2:3 error SLU104 key is not a text
    2 | ? [b]
      |   ^^^
  A list cannot be a key: JSON has texts alone. Quote it, or write a name before the colon.
`,
  });

  check('SLU105 an alias bomb', {
    text: bomb,
    reads: `
web.yaml:6:45 error SLU105 aliases expand to too much
    6 | a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
      |                                             ^^^
  Aliases repeat more than a million values from here on. Write out what is meant.
`,
  });

  check('SLU106 too deep', {
    text: `a: ${'['.repeat(101)}${']'.repeat(101)}\n`,
    reads: `
web.yaml:1:103 error SLU106 nested too deep
    1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…
      |                                                        ^
  Values may stand 100 deep in each other at most, and no manifest comes near that.
`,
  });

  check('SLU108 a text in another encoding', {
    text: '# gr\ufffd\ufffde\na: 1\n',
    reads: `
web.yaml:1:5 error SLU108 text is not UTF-8
    1 | # gr��e
      |     ^
  Bytes here are no UTF-8, and kubectl refuses the file. Save it in UTF-8.
`,
  });

  check('SLU109 a control character', {
    text: 'a: x\u001b[31m\n',
    reads: `
web.yaml:1:5 error SLU109 control character in the text
    1 | a: x�[31m
      |     ^
  The character U+001B cannot be seen and YAML does not allow it. Take it away, or write it as an escape between double
  quotes.
`,
  });

  check('SLU110 what YAML 1.1 and 1.2 read otherwise', {
    text: 'enabled: yes\nmode: 0644\non: push\n',
    reads: `
web.yaml:1:10 warning SLU110 value means something else than it looks
    1 | enabled: yes
      |          ^^^
  kubectl reads yes as true (YAML 1.1), newer parsers as the text "yes" (YAML 1.2). Quote it if a text is meant; else
  write true.

web.yaml:2:7 warning SLU110 value means something else than it looks
    2 | mode: 0644
      |       ^^^^
  kubectl reads 0644 as the number 420 (YAML 1.1), newer parsers as the number 644 (YAML 1.2). Quote it if a text is
  meant; else write 0o644.

web.yaml:3:1 warning SLU110 value means something else than it looks
    3 | on: push
      | ^^
  kubectl reads on as true (YAML 1.1), newer parsers as the text "on" (YAML 1.2). Quote it if a text is meant; else
  write true.
`,
  });

  check('SLU111 a number too large', {
    text: 'id: 12345678901234567890\n',
    reads: `
web.yaml:1:5 warning SLU111 number is too large to be exact
    1 | id: 12345678901234567890
      |     ^^^^^^^^^^^^^^^^^^^^
  The number 12345678901234567890 has more digits than are kept exactly, and would be taken for 12345678901234567000.
  Quote it if it is a name or an ID.
`,
  });

  check('SLU112 infinity', {
    text: 'limit: .inf\n',
    reads: `
web.yaml:1:8 error SLU112 number has no JSON form
    1 | limit: .inf
      |        ^^^^
  .inf is a number that JSON cannot write, so kubectl refuses the document. Quote it if a text is meant.
`,
  });

  check('SLU113 unknown tags', {
    text: 'a: !secret b\nc: !map {}\n',
    reads: `
web.yaml:1:12 warning SLU113 unknown tag
    1 | a: !secret b
      |            ^
  Nothing gives the tag !secret a meaning, so the value is the text behind it. Take the tag away.

web.yaml:2:9 warning SLU113 unknown tag
    2 | c: !map {}
      |         ^
  Nothing gives the tag !map a meaning. Take it away.
`,
  });

  check('SLU114 tags that do not fit', {
    text: 'a: !!int x\nb: !!binary aGk=\n',
    reads: `
web.yaml:1:10 error SLU114 value does not fit its tag
    1 | a: !!int x
      |          ^
  kubectl would refuse this value behind the tag !!int, or decode it. Write the plain value without a tag.

web.yaml:2:13 error SLU114 value does not fit its tag
    2 | b: !!binary aGk=
      |             ^^^^
  kubectl would refuse this value behind the tag !!binary, or decode it. Write the plain value without a tag.
`,
  });

  check('SLU115 an alias for nothing', {
    text: 'a: *b\n',
    reads: `
web.yaml:1:4 error SLU115 alias without an anchor
    1 | a: *b
      |    ^^
  The alias *b stands for the value with the anchor &b, and none stands before it.
`,
  });

  check('SLU116 an alias in itself', {
    text: 'a: &a [*a]\n',
    reads: `
web.yaml:1:8 error SLU116 alias inside its own anchor
    1 | a: &a [*a]
      |        ^^
  The alias *a stands within the value it repeats, which would never end.
`,
  });

  check('SLU117 a merge of a number', {
    text: 'a:\n  <<: 3\n',
    reads: `
web.yaml:2:3 error SLU117 merge key needs a mapping
    2 |   <<: 3
      |   ^^
  The key << takes fields over from a mapping or a list of mappings, mostly through an alias. Put one behind it, or
  quote the key.
`,
  });

  check('SLU118 an open quote does not swallow the next document', {
    text: 'a: "b\n---\nc: yes\n',
    reads: `
web.yaml:1:6 error SLU118 quote or bracket is never closed
    1 | a: "b
      |      ^
  A quote, bracket or comma is missing before this place. Close what was opened, or quote the text if the character
  belongs to it.

web.yaml:3:4 warning SLU110 value means something else than it looks
    3 | c: yes
      |    ^^^
  kubectl reads yes as true (YAML 1.1), newer parsers as the text "yes" (YAML 1.2). Quote it if a text is meant; else
  write true.
`,
  });

  check('SLU118 an open bracket', {
    text: 'a: [1, 2\nb: 1\n',
    reads: `
web.yaml:2:1 error SLU118 quote or bracket is never closed
    2 | b: 1
      | ^
  A quote, bracket or comma is missing before this place. Close what was opened, or quote the text if the character
  belongs to it.
`,
  });

  check('SLU119 a line that fits no level', {
    text: 'a:\n  b: 1\n c: 2\n',
    reads: `
web.yaml:3:1 error SLU119 indentation does not line up
    3 |  c: 2
      | ^
  Lines of one mapping or list must begin in the same column, and what belongs to a key must stand deeper than the key.
`,
  });

  check('SLU120 a text that Terraform computes', {
    text: '{"resource": {"kubernetes_manifest": {"a": {"manifest":\n  {"image": "${var.image}"}}}}}',
    values: [{ image: '${var.image}' }],
    reads: `
web.yaml:2:13 warning SLU120 value is known to Terraform alone
    2 |   {"image": "\${var.image}"}}}}}
      |             ^^^^^^^^^^^^^^
  Only Terraform knows what \${var.image} is; here it stands as it is written. Read a plan instead: terraform show -json
  PLAN.
`,
  });

  it('SLU107 a text too large', () => {
    const { value, diagnostics } = readDocuments(`a: ${'x'.repeat(16 * 1024 * 1024)}`, 'web.yaml');
    expect(value).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'SLU107', severity: 'error', detail: 'A file may have 16 MiB. Split it into several.', span: { start: { line: 1, column: 1 } } }]);
  });
});

describe('schemas', () => {
  check('SLU301 unknown fields', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec:\n  replica: 3\n  strategy:\n    canary:\n      steps:\n      - setweight: 20\n      - color: red\n',
    reads: `
web.yaml:5:3 error SLU301 unknown field
    5 |   replica: 3
      |   ^^^^^^^
  spec has no field replica. Did you mean replicas?

web.yaml:9:9 error SLU301 unknown field
    9 |       - setweight: 20
      |         ^^^^^^^^^
  spec.strategy.canary.steps[0] has no field setweight. Did you mean setWeight?

web.yaml:10:9 error SLU301 unknown field
   10 |       - color: red
      |         ^^^^^
  spec.strategy.canary.steps[1] has no field color. It may have analysis, experiment, pause, plugin, setCanaryScale,
  setHeaderRoute, setMirrorRoute or setWeight.
`,
  });

  check('SLU302 wrong types', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec:\n  replicas: "3"\n  minReadySeconds: 2.5\n  paused: "true"\n  strategy: [canary]\n  template:\n    metadata: {labels: {a: 1}}\n    spec:\n      containers:\n        name: web\n',
    reads: `
web.yaml:5:13 error SLU302 wrong type
    5 |   replicas: "3"
      |             ^^^
  spec.replicas is the text "3", where a whole number is expected. Take the quotes away.

web.yaml:6:20 error SLU302 wrong type
    6 |   minReadySeconds: 2.5
      |                    ^^^
  spec.minReadySeconds is the number 2.5, where a whole number is expected.

web.yaml:7:11 error SLU302 wrong type
    7 |   paused: "true"
      |           ^^^^^^
  spec.paused is the text "true", where true or false is expected. Take the quotes away.

web.yaml:8:13 error SLU302 wrong type
    8 |   strategy: [canary]
      |             ^^^^^^^^
  spec.strategy is a list, where a mapping is expected. Write its fields without a dash or bracket before them.

web.yaml:10:28 error SLU302 wrong type
   10 |     metadata: {labels: {a: 1}}
      |                            ^
  spec.template.metadata.labels.a is the number 1, where a text is expected. Quote it: "1".

web.yaml:13:9 error SLU302 wrong type
   13 |         name: web
      |         ^^^^^^^^^
  spec.template.spec.containers is a mapping, where a list is expected. Put a dash before each item ("- ").
`,
  });

  check('SLU302 steps that are no list of lists', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: a\n  templates:\n  - name: a\n    steps:\n    - name: b\n      template: c\n',
    reads: `
web.yaml:9:7 error SLU302 wrong type
    9 |     - name: b
      |       ^^^^^^^
  spec.templates[0].steps[0] is a mapping, where a list is expected. Put a dash before each item ("- ").
`,
  });

  check('SLU303 missing fields, also those set to null', {
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - image: a\n  - name:\n    ports: [{}]\n',
    reads: `
web.yaml:6:5 error SLU303 required field is missing
    6 |   - image: a
      |     ^^^^^^^^
  spec.containers[0] needs the field name. Add it.

web.yaml:7:5 error SLU303 required field is missing
    7 |   - name:
      |     ^^^^^
  spec.containers[1] needs the field name. Add it.

web.yaml:8:13 error SLU303 required field is missing
    8 |     ports: [{}]
      |             ^^
  spec.containers[1].ports[0] needs the field containerPort. Add it.
`,
  });

  check('SLU304 a value out of a set', {
    text: 'apiVersion: v1\nkind: Service\nspec:\n  type: loadbalancer\n  ports:\n  - {port: 80, protocol: HTTP}\n',
    reads: `
web.yaml:4:9 error SLU304 value is not one of those allowed
    4 |   type: loadbalancer
      |         ^^^^^^^^^^^^
  spec.type is the text "loadbalancer", and may be ClusterIP, ExternalName, LoadBalancer or NodePort. Did you mean
  LoadBalancer?

web.yaml:6:26 error SLU304 value is not one of those allowed
    6 |   - {port: 80, protocol: HTTP}
      |                          ^^^^
  spec.ports[0].protocol is the text "HTTP", and may be SCTP, TCP or UDP.
`,
  });

  check('SLU305 a name of the wrong form', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  templates:\n  - name: has space\n',
    reads: `
web.yaml:6:11 error SLU305 value has the wrong form
    6 |   - name: has space
      |           ^^^^^^^^^
  spec.templates[0].name is the text "has space", and may have only letters, digits and dashes, a letter or digit first.
`,
  });

  check('SLU306 numbers out of range', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  parallelism: 0\n  templates:\n  - name: a\n    outputs: {artifacts: [{name: x, mode: 1000}]}\n',
    reads: `
web.yaml:5:16 error SLU306 number is out of range
    5 |   parallelism: 0
      |                ^
  spec.parallelism is the number 0, and must be at least 1.

web.yaml:8:43 error SLU306 number is out of range
    8 |     outputs: {artifacts: [{name: x, mode: 1000}]}
      |                                           ^^^^
  spec.templates[0].outputs.artifacts[0].mode is the number 1000, and must be at most 511.
`,
  });

  check('SLU307 an empty list', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  templates:\n  - name: a\n    steps: []\n',
    reads: `
web.yaml:7:5 error SLU307 list has the wrong length
    7 |     steps: []
      |     ^^^^^
  spec.templates[0].steps needs at least 1 item. Add one, or leave the field out.
`,
  });

  check('an expression may stand where a value of a set is due', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  templates:\n  - name: a\n    script: {image: b, imagePullPolicy: "{{inputs.parameters.p}}", source: c}\n',
  });
  check('a field set to null counts as absent', { text: 'apiVersion: v1\nkind: Service\nmetadata: {labels: {a: null}}\nspec:\n  type: null\n  ports:\n' });
  check('a status is for controllers to write', { text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nstatus: {anything: 1}\n' });
  check('a kind without a schema is taken as it is', { text: 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: {anything: 1}\n' });
  check('AnalysisTemplates within a Rollout have the fields of those outside', {
    text: 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec:\n  analysis:\n    templates:\n    - name: a\n      metrics: [{name: b, provider: {prometheus: {address: c, querry: d}}}]\n',
    reads: `
web.yaml:8:63 error SLU301 unknown field
    8 |       metrics: [{name: b, provider: {prometheus: {address: c, querry: d}}}]
      |                                                               ^^^^^^
  spec.analysis.templates[0].metrics[0].provider.prometheus has no field querry. Did you mean query?
`,
  });
});

it('every code of text, YAML and schemas has a test here', async () => {
  const { readFile } = await import('node:fs/promises');
  const tests = await readFile(import.meta.filename, 'utf8');
  const untested = Object.keys(codes).filter((code) => /^SLU[13]/.test(code) && !new RegExp(`(error|warning) ${code} |'${code}'`).test(tests));
  expect(untested).toEqual([]);
});
