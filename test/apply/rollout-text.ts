/** A small Rollout, with what it refers to. `steps` are YAML of one step each. */
export interface Wanted {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly steps: readonly string[];
  readonly services?: boolean;
  readonly roles?: boolean;
  readonly deadlineSeconds?: number;
}

export function rolloutText({ name, image, replicas, steps, services = false, roles = false, deadlineSeconds }: Wanted): string {
  const service = (role: string): string => `
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}-${role}
spec:
  selector:
    app: ${name}
  ports:
  - port: 80`;
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
spec:
  replicas: ${replicas}${deadlineSeconds === undefined ? '' : `\n  progressDeadlineSeconds: ${deadlineSeconds}`}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
      - name: app
        image: ${image}
  strategy:
    canary:
      maxSurge: 1
      maxUnavailable: 0${services ? `\n      canaryService: ${name}-canary\n      stableService: ${name}-stable` : ''}${
        roles ? `\n      canaryMetadata:\n        labels:\n          role: canary\n      stableMetadata:\n        labels:\n          role: stable` : ''
      }
      steps:
${steps.map((step) => `      - ${step}`).join('\n')}${services ? service('canary') + service('stable') : ''}`;
}

/** A blue-green Rollout whose new version waits for a person, with its Services; the old set leaves after a second. */
export function blueGreenText({ name, image, replicas }: Pick<Wanted, 'name' | 'image' | 'replicas'>): string {
  return rolloutText({ name, image, replicas, steps: ['pause: {}'], services: true })
    .replace(/strategy:[\s\S]*?(?=\n---)/, `strategy:\n    blueGreen:\n      activeService: ${name}-stable\n      previewService: ${name}-canary\n      autoPromotionEnabled: false\n      scaleDownDelaySeconds: 1`);
}
