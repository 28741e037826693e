/**
 * The Spark canary for three environments: `npx tsx stacks/examples/spark-canary.ts`, then `sluice plan cdktf.out`.
 *
 * Each environment is a stack with a namespace of its own. Production has more pods and takes more steps, at whose end a person decides.
 */
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { AnalysisTemplate, KubernetesObject, Rollout } from '../index.ts';

interface Environment {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly weights: readonly number[];
  readonly asksPerson: boolean;
}

const environments: readonly Environment[] = [
  { name: 'dev', image: 'my-spark-app:2.0', replicas: 1, weights: [100], asksPerson: false },
  { name: 'staging', image: 'my-spark-app:2.0', replicas: 3, weights: [20, 50], asksPerson: false },
  { name: 'prod', image: 'my-spark-app:1.9', replicas: 10, weights: [5, 20, 50], asksPerson: true },
];

const labels = { app: 'spark-app' };

class SparkApp extends TerraformStack {
  constructor(scope: Construct, { name: namespace, image, replicas, weights, asksPerson }: Environment) {
    super(scope, `spark-${namespace}`);
    new LocalBackend(this, { path: `../../spark-${namespace}.tfstate` });
    new KubernetesProvider(this, 'kubernetes', {});
    new KubernetesObject(this, 'service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'spark-app', namespace }, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } });
    new AnalysisTemplate(this, 'success-rate', {
      metadata: { name: 'success-rate', namespace },
      spec: {
        metrics: [
          {
            name: 'success-rate',
            interval: '1m',
            count: 3,
            successCondition: 'result[0] >= 0.95',
            provider: { prometheus: { address: 'http://prometheus-server.monitoring', query: 'sum(rate(http_requests_total{app="spark-app",status=~"2.."}[1m])) / sum(rate(http_requests_total{app="spark-app"}[1m]))' } },
          },
        ],
      },
    });
    new Rollout(this, 'rollout', {
      metadata: { name: 'spark-app', namespace },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'spark-container',
                image,
                ports: [{ containerPort: 8080 }],
                resources: { requests: { cpu: '500m', memory: '1024Mi' } },
                readinessProbe: { httpGet: { path: '/health', port: 8080 } },
              },
            ],
          },
        },
        strategy: {
          canary: {
            analysis: { templates: [{ templateName: 'success-rate' }], startingStep: 1 },
            steps: weights.flatMap((setWeight, index) => [{ setWeight }, { pause: asksPerson && index === weights.length - 1 ? {} : { duration: '60s' } }]),
          },
        },
      },
    });
  }
}

const app = new App({ stackTraces: false });
for (const environment of environments) new SparkApp(app, environment);
app.synth();
