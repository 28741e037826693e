import { describe } from 'vitest';
import { canary, check, rollout, services } from './check.ts';

describe('a good Rollout', () => {
  check('has no trouble', canary('steps:\n- setWeight: 20\n- pause: { duration: 1m }\n- setWeight: 100'), '');
});

describe('one-strategy', () => {
  check('asks for one', rollout(''), `
web.yaml:5:1 error SLU230 Rollout has not one strategy
    5 | spec:
      | ^^^^
  The Rollout says neither canary nor blueGreen, so nobody knows how to bring out a new version. Add
  spec.strategy.canary or spec.strategy.blueGreen.
`);
  check('asks for one where the strategy is empty', rollout('strategy: {}'), `
web.yaml:11:3 error SLU230 Rollout has not one strategy
   11 |   strategy: {}
      |   ^^^^^^^^
  The Rollout says neither canary nor blueGreen, so nobody knows how to bring out a new version. Add
  spec.strategy.canary or spec.strategy.blueGreen.
`);
  check('sees that canary has no braces', rollout('strategy:\n  canary:'), `
web.yaml:11:3 error SLU230 Rollout has not one strategy
   11 |   strategy:
      |   ^^^^^^^^
  The Rollout says neither canary nor blueGreen, so nobody knows how to bring out a new version.
  Write "canary: {}" for one without settings.
`);
  check('refuses two', rollout('strategy:\n  canary: {}\n  blueGreen: { activeService: web }') + services('web'), `
web.yaml:13:5 error SLU230 Rollout has not one strategy
   13 |     blueGreen: { activeService: web }
      |     ^^^^^^^^^
  The strategy is both canary and blueGreen, and a Rollout follows one. Remove the other.
`);
});

describe('weights-in-range', () => {
  check('refuses weights below 0 and above 100', canary('steps:\n- setWeight: -1\n- setWeight: 130'), `
web.yaml:14:20 error SLU203 weight is out of range
   14 |       - setWeight: -1
      |                    ^^
  A weight is a percentage, from 0 to 100, and this one is -1. Write a weight within.
web.yaml:15:20 error SLU203 weight is out of range
   15 |       - setWeight: 130
      |                    ^^^
  A weight is a percentage, from 0 to 100, and this one is 130. Write a weight within.
`);
  check(
    'goes up to what the router allows',
    canary('canaryService: b\nstableService: a\ntrafficRouting:\n  maxTrafficWeight: 1000\n  plugins: { "example/router": {} }\nsteps:\n- setWeight: 500\n- setWeight: 1001') + services('a', 'b'),
    `
web.yaml:20:20 error SLU203 weight is out of range
   20 |       - setWeight: 1001
      |                    ^^^^
  Weights of this Rollout go from 0 to 1000, its maxTrafficWeight, and this one is 1001. Write a
  weight within.
`,
  );
});

describe('weights-rise', () => {
  check('warns where one falls', canary('steps:\n- setWeight: 50\n- pause: { duration: 1m }\n- setWeight: 20\n- setWeight: 20'), `
web.yaml:16:20 warning SLU206 weight falls
   16 |       - setWeight: 20
      |                    ^^
  The weight falls from 50 to 20, so the new version loses what it had before it is brought out
  further. Unless that is meant, put the steps in order of their weights.
  web.yaml:14:20 the weight is 50 here
   14 |       - setWeight: 50
      |                    ^^
`);
});

describe('pause-ends', () => {
  check('notes a pause without a duration', canary('steps:\n- setWeight: 50\n- pause: {}\n- pause: { duration: 0 }'), `
web.yaml:15:9 note SLU209 pause waits for a person
   15 |       - pause: {}
      |         ^^^^^
  This pause has no duration: the rollout waits here until a person promotes it. Add a duration if
  it is to go on by itself.
`);
});

describe('weight-within-pods', () => {
  check('warns where one replica makes half of the traffic of one percent', canary('steps:\n- setWeight: 1', { replicas: 1 }), `
web.yaml:14:20 warning SLU210 pods cannot give this weight
   14 |       - setWeight: 1
      |                    ^
  Without a traffic router the pods are the weight, and with 1 replica the nearest to 1 % is 1 pod
  of 2: really 50 %. Raise replicas, choose a weight that the pods can give, or use a traffic
  router.
`);
  check('warns where no pod may be added and none can be spared', canary('maxSurge: 0\nsteps:\n- setWeight: 40', { replicas: 1 }), `
web.yaml:15:20 warning SLU210 pods cannot give this weight
   15 |       - setWeight: 40
      |                    ^^
  Without a traffic router the pods are the weight, and with 1 replica the nearest to 40 % is 0 pods
  of 1: really 0 %. Raise replicas, choose a weight that the pods can give, or use a traffic router.
`);
  check('lets the usual rounding pass', canary('steps:\n- setWeight: 20\n- setWeight: 50', { replicas: 3 }), '');
  check('says nothing without replicas', canary('steps:\n- setWeight: 20', { replicas: 0 }), '');
});

const routed = (steps: string): string => canary(`canaryService: b\nstableService: a\ntrafficRouting:\n  plugins: { "example/router": {} }\nsteps:\n${steps}`) + services('a', 'b');

describe('scale-follows-weight', () => {
  check('warns where nine tenths of the traffic meet one tenth of the pods', routed('- setCanaryScale: { replicas: 1 }\n- setWeight: 5\n- setWeight: 90'), `
web.yaml:20:20 warning SLU211 much traffic for few pods
   20 |       - setWeight: 90
      |                    ^^
  From here the canary takes 90 % of the traffic with 1 of 10 pods, so each of them gets 9 times the
  traffic of a pod before the update. Give it more pods with setCanaryScale, or "matchTrafficWeight:
  true", before the weight rises.
  web.yaml:18:25 setCanaryScale is here
   18 |       - setCanaryScale: { replicas: 1 }
      |                         ^^^^^^^^^^^^^^^
`);
  check('warns where pods go and the traffic stays', routed('- setWeight: 50\n- setCanaryScale: { weight: 0 }'), `
web.yaml:19:25 warning SLU211 much traffic for few pods
   19 |       - setCanaryScale: { weight: 0 }
      |                         ^^^^^^^^^^^^^
  From here the canary takes 50 % of the traffic with 0 of 10 pods, and none would answer. Give it
  more pods with setCanaryScale, or "matchTrafficWeight: true", before the weight rises.
  web.yaml:18:20 setWeight is here
   18 |       - setWeight: 50
      |                    ^^
`);
  check('lets traffic that pods are ready for pass', routed('- setCanaryScale: { weight: 30 }\n- setWeight: 50\n- setCanaryScale: { matchTrafficWeight: true }\n- setWeight: 100'), '');
});

describe('surge-or-unavailable', () => {
  check('refuses 0 and 0', canary('maxSurge: 0\nmaxUnavailable: 0%'), `
web.yaml:13:17 error SLU212 no pod may come or go
   13 |       maxSurge: 0
      |                 ^
  maxSurge and maxUnavailable are both 0: no pod may be added beyond replicas and none may be
  missing, so no pod can ever be replaced. Allow at least one of the two.
  web.yaml:14:23 maxUnavailable is here
   14 |       maxUnavailable: 0%
      |                       ^^
`);
  check('takes percentages that come to nothing', canary('maxSurge: 1%\nmaxUnavailable: 1%', { replicas: 1 }), '');
});

describe('counts-not-negative', () => {
  check('refuses them', rollout('minReadySeconds: -5\nrevisionHistoryLimit: -1\nprogressDeadlineSeconds: 60\nstrategy: { canary: {} }', { replicas: -2 }), `
web.yaml:6:13 error SLU213 number is negative
    6 |   replicas: -2
      |             ^^
  replicas is -2, and it is counted from 0. Write 0 or more.
web.yaml:11:20 error SLU213 number is negative
   11 |   minReadySeconds: -5
      |                    ^^
  minReadySeconds is -5, and it is counted from 0. Write 0 or more.
web.yaml:12:25 error SLU213 number is negative
   12 |   revisionHistoryLimit: -1
      |                         ^^
  revisionHistoryLimit is -1, and it is counted from 0. Write 0 or more.
`);
});

describe('step-is-one-thing', () => {
  check('refuses two at once', canary('steps:\n- setWeight: 20\n  pause: { duration: 1m }'), `
web.yaml:15:9 error SLU226 step is not one thing
   15 |         pause: { duration: 1m }
      |         ^^^^^
  This step is setWeight and pause at once, and nothing says which comes first. Make a step of each:
  put a dash before pause.
`);
  check('refuses none', canary('steps:\n- {}\n- pause:'), `
web.yaml:14:9 error SLU226 step is not one thing
   14 |       - {}
      |         ^^
  This step says nothing to do. A step is one of setWeight, pause, analysis, experiment,
  setCanaryScale, setHeaderRoute, setMirrorRoute, plugin.
web.yaml:15:9 error SLU226 step is not one thing
   15 |       - pause:
      |         ^^^^^
  This step says nothing to do. Behind pause stands nothing: write "pause: {}" if that is meant.
`);
});

describe('step-has-router', () => {
  check(
    'refuses steps that change routes without one',
    canary('steps:\n- setCanaryScale: { replicas: 1 }\n- setHeaderRoute: { name: h }\n- setMirrorRoute: { name: m }\n- experiment:\n    duration: 1m\n    templates: [{ name: a, specRef: stable, weight: 5 }]'),
    `
web.yaml:14:9 error SLU225 step needs a traffic router
   14 |       - setCanaryScale: { replicas: 1 }
      |         ^^^^^^^^^^^^^^
  The step setCanaryScale needs a traffic router. Add it under strategy.canary.trafficRouting, or
  leave the step out.
web.yaml:15:9 error SLU225 step needs a traffic router
   15 |       - setHeaderRoute: { name: h }
      |         ^^^^^^^^^^^^^^
  The step setHeaderRoute needs Istio, ALB, APISIX or a plugin as traffic router. Add it under
  strategy.canary.trafficRouting, or leave the step out.
web.yaml:16:9 error SLU225 step needs a traffic router
   16 |       - setMirrorRoute: { name: m }
      |         ^^^^^^^^^^^^^^
  The step setMirrorRoute needs Istio as traffic router. Add it under
  strategy.canary.trafficRouting, or leave the step out.
web.yaml:19:51 error SLU225 step needs a traffic router
   19 |           templates: [{ name: a, specRef: stable, weight: 5 }]
      |                                                   ^^^^^^
  A weight for a template of an experiment needs ALB, SMI, Istio or a plugin as traffic router. Add
  it under strategy.canary.trafficRouting, or leave the weight out.
`,
  );
  check('refuses steps that the router cannot carry out', routed('- setMirrorRoute: { name: m }').replace('plugins:', 'managedRoutes: [{ name: m }]\n        plugins:'), `
web.yaml:19:9 error SLU225 step needs a traffic router
   19 |       - setMirrorRoute: { name: m }
      |         ^^^^^^^^^^^^^^
  The step setMirrorRoute needs Istio as traffic router. Add it under
  strategy.canary.trafficRouting, or leave the step out.
`);
});

describe('managed-routes', () => {
  check('refuses a route that is not among them', routed('- setHeaderRoute: { name: heder }').replace('plugins:', 'managedRoutes: [{ name: header }]\n        plugins:'), `
web.yaml:19:33 error SLU236 route is not among the managed ones
   19 |       - setHeaderRoute: { name: heder }
      |                                 ^^^^^
  The step makes the route heder, which must stand in trafficRouting.managedRoutes, where it is not
  among them. Add "- name: heder" there. Did you mean header?
  web.yaml:16:9 the managed routes are here
   16 |         managedRoutes: [{ name: header }]
      |         ^^^^^^^^^^^^^
`);
  check('refuses a route where there are none', routed('- setHeaderRoute: { name: header }'), `
web.yaml:18:33 error SLU236 route is not among the managed ones
   18 |       - setHeaderRoute: { name: header }
      |                                 ^^^^^^
  The step makes the route header, which must stand in trafficRouting.managedRoutes, where there are
  none. Add "- name: header" there.
`);
});

describe('match-has-one-value', () => {
  check(
    'refuses none and two',
    routed('- setHeaderRoute:\n    name: h\n    match:\n    - headerName: a\n      headerValue: { exact: one, prefix: two }\n    - headerName: b\n      headerValue: {}').replace(
      'plugins:',
      'managedRoutes: [{ name: h }]\n        plugins:',
    ),
    `
web.yaml:23:26 error SLU237 match has not one value
   23 |             headerValue: { exact: one, prefix: two }
      |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  A match compares with one of exact, regex and prefix; this one has exact and prefix.
web.yaml:25:26 error SLU237 match has not one value
   25 |             headerValue: {}
      |                          ^^
  A match compares with one of exact, regex and prefix; this one has none.
`,
  );
});

describe('durations-valid', () => {
  check('refuses what is none', canary('steps:\n- pause: { duration: 1 hour }\n- pause: { duration: 5d }\n- pause: { duration: -3 }\n- pause: { duration: "30" }\n- experiment: { duration: "10", templates: [] }'), `
web.yaml:14:28 error SLU221 duration is not valid
   14 |       - pause: { duration: 1 hour }
      |                            ^^^^^^
  "1 hour" is no duration. A duration is a number with a unit, such as 30s, 5m or 1h30m; days have
  none. A bare number counts seconds.
web.yaml:15:28 error SLU221 duration is not valid
   15 |       - pause: { duration: 5d }
      |                            ^^
  "5d" is no duration. A duration is a number with a unit, such as 30s, 5m or 1h30m; days have none.
  A bare number counts seconds.
web.yaml:16:28 error SLU221 duration is not valid
   16 |       - pause: { duration: -3 }
      |                            ^^
  A pause cannot last -3. Write 0 or more.
web.yaml:18:33 error SLU221 duration is not valid
   18 |       - experiment: { duration: "10", templates: [] }
      |                                 ^^^^
  "10" is no duration. A duration is a number with a unit, such as 30s, 5m or 1h30m; days have none.
  Did you mean 10s?
`);
});

describe('name-length', () => {
  check('leaves room for the ReplicaSets', canary('{}', { name: `w${'e'.repeat(242)}` }), `
web.yaml:4:9 error SLU228 name is too long
    4 | …me: weeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee…
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  The name has 243 characters. Its ReplicaSets add a dash and a hash to it, and no name may be
  longer than 253. Use at most 242.
`);
});
