import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether Prometheus itself is installed; Debian has it as `prometheus`. */
export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0 && spawnSync('promtool', ['--version']).status === 0;

/** A Prometheus of the test's own, on loopback. */
export interface RealPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  /** Pages to scrape every second, by their text at that moment. */
  readonly page?: () => string;
  /** Samples of the past in OpenMetrics' text, to begin with. */
  readonly past?: string;
}

/** Starts Prometheus and waits until it answers queries. */
export async function startPrometheus({ page, past }: PrometheusOptions): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-prometheus-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  if (past !== undefined) importPast(folder, data, past);
  const pages = page === undefined ? null : await servePage(page);
  const targets = pages === null ? '' : `\nscrape_configs:\n- job_name: pages\n  scrape_interval: 1s\n  static_configs:\n  - targets: ['127.0.0.1:${pages.port}']\n`;
  writeFileSync(join(folder, 'prometheus.yml'), `global: {}${targets}\n`);
  const port = await freePort();
  const child = spawn('prometheus', [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${data}`, '--storage.tsdb.retention.time=400d', `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child, () => said);
  return {
    url,
    async close() {
      const gone = new Promise((resolve) => child.on('close', resolve));
      child.kill('SIGKILL');
      await gone;
      await pages?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function importPast(folder: string, data: string, past: string): void {
  const file = join(folder, 'past.txt');
  writeFileSync(file, past);
  const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, data], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(data)) throw new Error(`promtool took no samples: ${made.stderr}`);
}

async function untilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`prometheus ended: ${said()}`);
    const ready = await fetch(`${url}/-/ready`).then((response) => response.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`prometheus never got ready: ${said()}`);
}

async function servePage(page: () => string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(page());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Waits until a query gives some sample, as it does once a page was scraped twice. */
export async function untilMeasured(url: string, query: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const { data } = (await response.json()) as { readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
    if (data?.result[0] && data.result[0].value[1] !== 'NaN') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Prometheus never had an answer to ${query}`);
}
