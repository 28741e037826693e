import type { Code, Severity } from './diagnostic.ts';

interface Entry {
  readonly severity: Severity;
  /** The summary of every diagnostic of this code. It never holds text from a manifest. */
  readonly title: string;
}

const error = (title: string): Entry => ({ severity: 'error', title });
const warning = (title: string): Entry => ({ severity: 'warning', title });
const note = (title: string): Entry => ({ severity: 'note', title });

/** Every code there is: one line each, in order. docs/diagnostics.md is checked against this table. */
const table = {
  // 1xx: text and YAML
  SLU101: error('text is not valid YAML'),
  SLU102: error('tab used for indentation'),
  SLU103: error('key given twice'),
  SLU104: error('key is not a text'),
  SLU105: error('aliases expand to too much'),
  SLU106: error('nested too deep'),
  SLU107: error('text is too large'),
  SLU108: error('text is not UTF-8'),
  SLU109: error('control character in the text'),
  SLU110: warning('value means something else than it looks'),
  SLU111: warning('number is too large to be exact'),
  SLU112: error('number has no JSON form'),
  SLU113: warning('unknown tag'),
  SLU114: error('value does not fit its tag'),
  SLU115: error('alias without an anchor'),
  SLU116: error('alias inside its own anchor'),
  SLU117: error('merge key needs a mapping'),
  SLU118: error('quote or bracket is never closed'),
  SLU119: error('indentation does not line up'),

  // 2xx: manifests and what they refer to
  SLU201: error('document is no object'),
  SLU202: error('reference leads nowhere'),
  SLU203: error('weight is out of range'),
  SLU204: error('object is given twice'),
  SLU205: warning('reference leads out of these manifests'),
  SLU206: warning('weight falls'),
  SLU207: error('selector and labels differ'),
  SLU208: error('selector cannot be used'),
  SLU209: note('pause waits for a person'),
  SLU210: warning('pods cannot give this weight'),
  SLU211: warning('much traffic for few pods'),
  SLU212: error('no pod may come or go'),
  SLU213: error('number is negative'),
  SLU214: error('route sends traffic to another Service'),
  SLU215: note('AnalysisTemplate is written into the Rollout'),
  SLU216: note('argument is not used'),
  SLU217: error('argument has no value'),
  SLU218: warning('label is filled in by sluice alone'),
  SLU219: error('label is not valid'),
  SLU220: error('condition cannot be evaluated'),
  SLU221: error('duration is not valid'),
  SLU222: warning('metric has no condition'),
  SLU223: error('numbers of a metric contradict each other'),
  SLU224: error('analysis never ends'),
  SLU225: error('step needs a traffic router'),
  SLU226: error('step is not one thing'),
  SLU227: error('name is used twice'),
  SLU228: error('name is too long'),
  SLU229: error('name is not valid'),
  SLU230: error('Rollout has not one strategy'),
  SLU231: error('one Service for two versions'),
  SLU232: error('Service is not named'),
  SLU233: error('Service does not select the pods'),
  SLU234: error('Service belongs to another Rollout'),
  SLU235: error('settings contradict each other'),
  SLU236: error('route is not among the managed ones'),
  SLU237: error('match has not one value'),
  SLU238: error('field cannot be read'),
  SLU240: error('route has not the form that the router changes'),
  SLU241: error('pod cannot be made'),
  SLU242: error('key is not in the ConfigMap or Secret'),
  SLU243: warning('kind is not known to Argo'),
  SLU244: note('document is left out'),
  SLU245: error('metric has not one provider'),
  SLU246: error('Workflow has no entrypoint'),

  // 3xx: schema
  SLU301: error('unknown field'),
  SLU302: error('wrong type'),
  SLU303: error('required field is missing'),
  SLU304: error('value is not one of those allowed'),
  SLU305: error('value has the wrong form'),
  SLU306: error('number is out of range'),
  SLU307: error('list has the wrong length'),

  // 4xx: plan
  SLU401: error('not planned by this version of sluice'),
  SLU411: error('scenario has an unknown field'),
  SLU412: error('scenario has not the right form'),
  SLU413: warning('scenario speaks of what is not there'),
  SLU414: warning('action was never due'),
  SLU415: warning('action was refused'),
  SLU421: error('file is no plan'),
  SLU422: error('plan is of a later version'),
  SLU423: error('no such program in the plan'),
  SLU424: error('no such stage in the plan'),
  SLU430: error('plan file is not as it was written'),
  SLU431: error('input is not as it was planned'),
  SLU432: error('cluster is not the one that was planned for'),
  SLU433: error('program is not where the plan starts'),
  SLU434: error('live object is not as it was planned'),
  SLU435: error('Secret is not as it was planned'),
  SLU436: error('Secrets of the plan cannot be checked'),
  SLU437: error('option does not fit the plan file'),
  SLU438: error('preview does not fit the cluster'),
  SLU439: error('plan cannot be applied'),
  SLU441: error('program waits for one that is not there'),
  SLU442: error('programs wait for each other'),
  SLU443: error('program waits for a name that means several'),

  // 5xx: options and files
  SLU501: error('no such file or folder'),
  SLU502: error('file cannot be read'),
  SLU503: error('file is too large'),
  SLU504: note('file is given twice'),
  SLU505: error('not in a git repository'),
  SLU506: error('no such revision'),
  SLU507: error('path is not there at that revision'),
  SLU508: warning('folder holds no manifests'),
  SLU510: error('no such command'),
  SLU511: error('no such option'),
  SLU512: error('value does not fit the option'),
  SLU513: error('command line is not complete'),
  SLU521: error('state or cluster cannot be used'),
  SLU522: error('no such program in the state'),
  SLU523: error('cluster refuses an object'),
  SLU524: error('fields of an object are someone else\'s'),
  SLU525: warning('object is not previewed by the cluster'),
  SLU531: error('settings do not go together'),
  SLU532: error('environment variable does not fit'),
} as const satisfies Record<Code, Entry>;

/** A code that stands in the table. */
export type KnownCode = keyof typeof table;

export const codes: Readonly<Record<KnownCode, Entry>> = table;
