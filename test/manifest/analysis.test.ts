import { describe } from 'vitest';
import { canary, check, rollout, services, template } from './check.ts';

const background = (lines: string): string => canary(`analysis:\n${lines.split('\n').map((line) => `  ${line}\n`).join('')}`);
const metrics = `metrics:
- name: rate
  successCondition: result > 0
  provider: { web: { url: "http://x" } }`;

describe('analysis-templates-found', () => {
  check('refuses a template that is not there', background('templates: [{ templateName: sucess }]') + template(metrics), `
web.yaml:14:37 error SLU202 reference leads nowhere
   14 |         templates: [{ templateName: sucess }]
      |                                     ^^^^^^
  The Rollout refers to the AnalysisTemplate sucess, which is not among these manifests in namespace
  default. Add its file to the command, or correct the name. Did you mean success?
`);
  check('looks among cluster-wide ones when asked', background('templates: [{ templateName: success, clusterScope: true }]') + template(metrics), `
web.yaml:14:37 error SLU202 reference leads nowhere
   14 |         templates: [{ templateName: success, clusterScope: true }]
      |                                     ^^^^^^^
  The Rollout refers to the ClusterAnalysisTemplate success, which is not among these manifests. Add
  its file to the command, or correct the name. There is an AnalysisTemplate of that name: remove
  clusterScope.
`);
  check('looks in the namespace of the Rollout', background('templates: [{ templateName: success }]') + template(metrics).replace('{ name: success }', '{ name: success, namespace: other }'), `
web.yaml:14:37 error SLU202 reference leads nowhere
   14 |         templates: [{ templateName: success }]
      |                                     ^^^^^^^
  The Rollout refers to the AnalysisTemplate success, which is not among these manifests in
  namespace default. Add its file to the command, or correct the name.
`);
  check('looks in steps, promotions and experiments', rollout('strategy:\n  blueGreen:\n    activeService: a\n    prePromotionAnalysis:\n      templates: [{ templateName: pre }]') + services('a') + '---\n' + canary('steps:\n- analysis: { templates: [{ templateName: step }] }\n- experiment: { templates: [], analyses: [{ name: a, templateName: exp }] }', { name: 'other' }), `
web.yaml:15:37 error SLU202 reference leads nowhere
   15 |         templates: [{ templateName: pre }]
      |                                     ^^^
  The Rollout refers to the AnalysisTemplate pre, which is not among these manifests in namespace
  default. Add its file to the command, or correct the name.
web.yaml:35:49 error SLU202 reference leads nowhere
   35 |       - analysis: { templates: [{ templateName: step }] }
      |                                                 ^^^^
  The Rollout refers to the AnalysisTemplate step, which is not among these manifests in namespace
  default. Add its file to the command, or correct the name.
web.yaml:36:74 error SLU202 reference leads nowhere
   36 |       - experiment: { templates: [], analyses: [{ name: a, templateName: exp }] }
      |                                                                          ^^^
  The Rollout refers to the AnalysisTemplate exp, which is not among these manifests in namespace
  default. Add its file to the command, or correct the name.
`);
  check('looks in templates that include others', template(`${metrics}\ntemplates:\n- templateName: more`), `
web.yaml:11:19 error SLU202 reference leads nowhere
   11 |   - templateName: more
      |                   ^^^^
  The template refers to the AnalysisTemplate more, which is not among these manifests in namespace
  default. Add its file to the command, or correct the name.
`);
});

describe('inline-template', () => {
  check(
    'notes a template in the Rollout, uses it and checks it',
    rollout('strategy:\n  canary:\n    analysis:\n      templates: [{ templateName: here }]\nanalysis:\n  templates:\n  - name: here\n    metrics:\n    - name: rate\n      interval: 1 minute\n      successCondition: result >= 95\n      provider: { web: { url: "http://x" } }'),
    `
web.yaml:17:13 note SLU215 AnalysisTemplate is written into the Rollout
   17 |     - name: here
      |             ^^^^
  Argo knows no templates here and would drop them. sluice takes this for the AnalysisTemplate here
  of the Rollout's namespace. To mend it for Argo, make it an object of its own: kind
  AnalysisTemplate, metadata.name here, and its metrics under spec.
web.yaml:20:19 error SLU221 duration is not valid
   20 |         interval: 1 minute
      |                   ^^^^^^^^
  "1 minute" is no duration. A duration is a number with a unit, such as 30s, 5m or 1h30m; days have
  none.
`,
  );
});

describe('arguments', () => {
  check('notes one that no template declares', background('templates: [{ templateName: success }]\nargs: [{ name: rate, value: "95" }]') + template(metrics), `
web.yaml:15:24 note SLU216 argument is not used
   15 |         args: [{ name: rate, value: "95" }]
      |                        ^^^^
  The argument rate is passed, but the template success does not declare it, so it changes nothing.
  Remove it, or add it to the template's args and use it as {{args.rate}}.
`);
  check('refuses one without a value', background('templates: [{ templateName: success }]') + template(`args:\n- name: host\n- name: port\n  value: "80"\n${metrics}`), `
web.yaml:13:7 error SLU217 argument has no value
   13 |       analysis:
      |       ^^^^^^^^
  The template success asks for the argument host, and nothing gives it a value. Pass it in args, or
  give it a value in the template.
  web.yaml:21:11 the argument is here
   21 |   - name: host
      |           ^^^^
`);
  check('refuses one without a value where others are passed', background('templates: [{ templateName: success }]\nargs: [{ name: port, value: "80" }]') + template(`args: [{ name: host }, { name: port }]\n${metrics}`), `
web.yaml:15:9 error SLU217 argument has no value
   15 |         args: [{ name: port, value: "80" }]
      |         ^^^^
  The template success asks for the argument host, and nothing gives it a value. Pass it in args, or
  give it a value in the template.
  web.yaml:21:18 the argument is here
   21 |   args: [{ name: host }, { name: port }]
      |                  ^^^^
`);
  check('refuses the use of one that is not declared', template(`args: [{ name: host, value: a }]\n${metrics.replace('http://x', 'http://{{args.hots}}/{{ args.host }}')}`), `
web.yaml:10:29 error SLU217 argument has no value
   10 |     provider: { web: { url: "http://{{args.hots}}/{{ args.host }}" } }
      |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The metric uses {{args.hots}}, but the template success declares no argument hots, so it can never
  be filled in. Add it to the template's args. Did you mean host?
`);
  check('refuses fields that cannot be read', background('templates: [{ templateName: success }]\nargs:\n- { name: a, valueFrom: { fieldRef: { fieldPath: metadata.uuid } } }\n- { name: b, valueFrom: { fieldRef: { fieldPath: "metadata.labels[\'app\']" } } }') + template(`args: [{ name: a }, { name: b }]\n${metrics}`), `
web.yaml:16:58 error SLU238 field cannot be read
   16 |         - { name: a, valueFrom: { fieldRef: { fieldPath: metadata.uuid } } }
      |                                                          ^^^^^^^^^^^^^
  metadata.uuid cannot be read from a Rollout. Of its metadata there are metadata.name,
  metadata.namespace, metadata.uid, metadata.labels['key'] and metadata.annotations['key'].
`);
});

describe('metrics', () => {
  check('conditions must be expressions', template(metrics.replace('result > 0', 'result >>= 0.9')), `
web.yaml:8:23 error SLU220 condition cannot be evaluated
    8 |     successCondition: result >>= 0.9
      |                       ^^^^^^^^^^^^^^
  The condition cannot be evaluated, so every measurement would be an error: unexpected token
  Operator(">=").
`);
  const asked = (query: string, condition: string): string => template(`metrics:\n- name: rate\n  successCondition: ${condition}\n  provider: { prometheus: { address: "http://prometheus:9090", query: ${JSON.stringify(query)} } }`);
  check('a list of Prometheus is no number', asked('up{app="{{args.app}}"}', 'result > {{args.least}}').replace('spec:\n', 'spec:\n  args: [{ name: app, value: a }, { name: least, value: "1" }]\n'), `
web.yaml:9:23 warning SLU256 condition of a number for a list
    9 |     successCondition: result > {{args.least}}
      |                       ^^^^^^^^^^^^^^^^^^^^^^^
  Prometheus answers this query with a list, even of one sample. Argo Rollouts cannot compare a list
  with a number: every measurement is an error there, and aborts in the end. sluice takes a list of
  one sample as its number. Write result[0] in place of result, which means the same for both.
`);
  check('but its first sample, its length, and a scalar are', `${asked('up', 'result[0] > 1 && len(result) == 1')}---\n${asked('scalar(up)', 'result > 1').replace('name: success', 'name: other')}`, '');
  check('conditions may use arguments and values of a result', template(`args: [{ name: least, value: "3" }]\n${metrics.replace('result > 0', "result[0].value >= {{args.least}} && asFloat(result.a) < 1.5 || 'x' in result")}`), '');
  check('conditions know the names there are', template(metrics.replace('result > 0', 'results > 0')), `
web.yaml:8:23 error SLU220 condition cannot be evaluated
    8 |     successCondition: results > 0
      |                       ^^^^^^^^^^^
  The condition cannot be evaluated, so every measurement would be an error: unknown name results.
`);
  check('durations must be ones', template(`${metrics}\n  interval: 60\n  initialDelay: "{{args.delay}}"`.replace('interval: 60', 'interval: "60"').replace('metrics:', 'args: [{ name: delay, value: 1m }]\nmetrics:')), `
web.yaml:11:15 error SLU221 duration is not valid
   11 |     interval: "60"
      |               ^^^^
  "60" is no duration. A duration is a number with a unit, such as 30s, 5m or 1h30m; days have none.
  Did you mean 60s?
`);
  check('without a condition pass whatever is measured', template(metrics.replace('  successCondition: result > 0\n', '')), `
web.yaml:7:11 warning SLU222 metric has no condition
    7 |   - name: rate
      |           ^^^^
  The metric rate has neither successCondition nor failureCondition, so whatever is measured counts
  as a success. Add one, such as "successCondition: result >= 0.95".
`);
  check('of a Job need no condition', template('metrics:\n- name: job\n  provider: { job: { spec: {} } }'), '');
  check('counted need an interval', template(`${metrics}\n  count: 3`), `
web.yaml:10:12 error SLU223 numbers of a metric contradict each other
   10 |     count: 3
      |            ^
  The metric is to be measured 3 times and has no interval between. Add one, such as "interval: 1m".
`);
  check('have limits within their count', template(`${metrics}\n  count: 2\n  interval: 1m\n  failureLimit: 3`), `
web.yaml:10:12 error SLU223 numbers of a metric contradict each other
   10 |     count: 2
      |            ^
  2 measurements are fewer than the 3 that failureLimit and consecutiveSuccessLimit count together.
  Raise count or lower the limits.
`);
  check('have limits from 0', template(`${metrics}\n  inconclusiveLimit: -1`), `
web.yaml:10:24 error SLU223 numbers of a metric contradict each other
   10 |     inconclusiveLimit: -1
      |                        ^^
  inconclusiveLimit is -1, and it is counted from 0. Write 0 or more.
`);
  check('must be able to fail', template(`${metrics}\n  failureLimit: -1`), `
web.yaml:10:19 error SLU223 numbers of a metric contradict each other
   10 |     failureLimit: -1
      |                   ^^
  Without a failureLimit (-1) only a consecutiveSuccessLimit above 0 can end the metric. Give one of
  the two a number.
`);
  check('have one provider', template('metrics:\n- name: none\n  successCondition: result > 0\n  provider: {}\n- name: two\n  successCondition: result > 0\n  provider: { web: {}, prometheus: {} }'), `
web.yaml:9:5 error SLU245 metric has not one provider
    9 |     provider: {}
      |     ^^^^^^^^
  The metric none has no provider, so nothing measures it. Add one.
web.yaml:12:5 error SLU245 metric has not one provider
   12 |     provider: { web: {}, prometheus: {} }
      |     ^^^^^^^^
  The metric two has the providers web and prometheus, and one can measure it. Make a metric of
  each.
`);
  check('must be there', template('metrics: []'), `
web.yaml:6:3 error SLU245 metric has not one provider
    6 |   metrics: []
      |   ^^^^^^^
  The template success has no metrics, so there is nothing to measure. Add one.
`);
  check('have names of their own', template(`${metrics}\n${metrics.replace('metrics:\n', '')}`), `
web.yaml:10:11 error SLU227 name is used twice
   10 |   - name: rate
      |           ^^^^
  There is a metric rate already. Give this one another name, or remove it.
  web.yaml:7:11 the first metric rate is here
    7 |   - name: rate
      |           ^^^^
`);
  check('of two templates have names of their own', background('templates: [{ templateName: one }, { templateName: two }]') + template(metrics, 'one') + template(metrics, 'two'), `
web.yaml:14:9 error SLU227 name is used twice
   14 |         templates: [{ templateName: one }, { templateName: two }]
      |         ^^^^^^^^^
  The templates one and two both have a metric rate, and one analysis can't measure both. Give one
  of them another name.
`);
  check('that a step waits for must end', canary('steps:\n- analysis: { templates: [{ templateName: success }] }') + template(`${metrics}\n  interval: 1m`), `
web.yaml:14:9 error SLU224 analysis never ends
   14 |       - analysis: { templates: [{ templateName: success }] }
      |         ^^^^^^^^
  The rollout waits here until the analysis is over, but the metric rate of success has an interval
  and no count, so it is measured for ever. Add a count.
  web.yaml:24:15 the metric is here
   24 |     interval: 1m
      |               ^^
`);
  check('in the background may go on', background('templates: [{ templateName: success }]') + template(`${metrics}\n  interval: 1m`), '');
});

describe('metric-decides', () => {
  const metric = (lines: string): string => `metrics:\n- name: rate\n  provider: { web: { url: "http://x" } }\n${lines}`;
  check('notices a metric that may fail every time', template(metric('  successCondition: result > 0\n  interval: 1m\n  count: 3\n  failureLimit: 3')), `
web.yaml:12:19 warning SLU257 metric can never fail
   12 |     failureLimit: 3
      |                   ^
  3 failures are allowed, and it is measured 3 times, so it passes even if every measurement fails.
  Lower failureLimit, or raise count.
`);
  check('notices a failure that is allowed to the only measurement', template(metric('  successCondition: result > 0\n  failureLimit: 1')), `
web.yaml:10:19 warning SLU257 metric can never fail
   10 |     failureLimit: 1
      |                   ^
  1 failure is allowed, and it is measured once, so it passes even if every measurement fails. Lower
  failureLimit, or raise count.
`);
  check('notices a condition that always holds', template(metric('  successCondition: 1 < 2 || result > 3')), `
web.yaml:9:23 warning SLU257 metric can never fail
    9 |     successCondition: 1 < 2 || result > 3
      |                       ^^^^^^^^^^^^^^^^^^^
  The condition holds whatever is measured, so every measurement succeeds. Compare it with result,
  such as "result >= 0.95".
`);
  check('notices a condition that never holds', template(metric('  successCondition: 2 < 1')), `
web.yaml:9:23 warning SLU258 metric can never pass
    9 |     successCondition: 2 < 1
      |                       ^^^^^
  The condition never holds, whatever is measured, so every measurement fails. Compare it with
  result, such as "result >= 0.95".
`);
  check('notices two conditions that are one', template(metric('  successCondition: result > 1\n  failureCondition: result > 1')), `
web.yaml:10:23 warning SLU258 metric can never pass
   10 |     failureCondition: result > 1
      |                       ^^^^^^^^^^
  The condition is the same as successCondition, and a failure counts first: what holds fails, and
  all else is inconclusive. Give the two different bounds.
`);
  check('leaves arguments alone', template(`args:\n- { name: low, value: "1" }\n${metric('  successCondition: "{{args.low}} < 2"')}`), '');
});

describe('analysis-rules-match', () => {
  const rollout = (rule: string): string => `${canary(`analysis:\n  templates: [{ templateName: success }]\n  ${rule}`)}${template('metrics:\n- name: rate\n  successCondition: result > 0\n  provider: { web: { url: "http://x" } }')}`;
  check('notices a dry run of no metric', rollout('dryRun: [{ metricName: latency }]'), `
web.yaml:15:32 error SLU259 rule without a metric
   15 |         dryRun: [{ metricName: latency }]
      |                                ^^^^^^^
  No metric of this analysis is called like latency, and then every run of it ends in an error. Name
  one of its metrics, or remove the rule. There are: rate.
`);
  check('notices a retention of no metric', rollout('measurementRetention: [{ metricName: "^lat", limit: 3 }]'), `
web.yaml:15:46 error SLU259 rule without a metric
   15 |         measurementRetention: [{ metricName: "^lat", limit: 3 }]
      |                                              ^^^^^^
  No metric of this analysis is called like ^lat, and then every run of it ends in an error. Name
  one of its metrics, or remove the rule. There are: rate.
`);
  check('takes patterns', rollout('dryRun: [{ metricName: ".*" }]'), '');
});
