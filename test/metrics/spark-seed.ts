import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const provider = ['spec', 'analysis', 'templates', 0, 'metrics', 0, 'provider', 'prometheus'] as const;
const seed = parseDocument(readFileSync(join(import.meta.dirname, '../../examples/spark-canary/rollout.yaml'), 'utf8'));

/** What the Spark seed's metric asks, and where, as its author wrote them. */
export const sparkQuery = String(seed.getIn([...provider, 'query']));
export const sparkAddress = String(seed.getIn([...provider, 'address']));

/** A page to scrape: requests of the Spark seed's app as they come in, of which some fail. */
export function sparkPage(okPercent: number): () => string {
  let scrapes = 0;
  return () => {
    scrapes++;
    return [
      '# TYPE http_requests_total counter',
      `http_requests_total{app="spark-app",status="200"} ${scrapes * okPercent}`,
      `http_requests_total{app="spark-app",status="503"} ${scrapes * (100 - okPercent)}`,
      `http_requests_total{app="other",status="503"} ${scrapes * 1000}`,
      '',
    ].join('\n');
  };
}
