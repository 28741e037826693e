import { expect, it } from 'vitest';
import { proxyFor } from '../../src/kube/credentials.ts';

it.each([
  ['https://api.example:6443', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
  ['https://api.example:6443', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
  ['https://api.example:6443', { HTTP_PROXY: 'http://proxy:3128' }, ''],
  ['http://api.example:8080', { HTTP_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
  ['https://api.example:6443', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'other, .example' }, ''],
  ['https://api.example:6443', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'ample' }, 'http://proxy:3128'],
  ['https://api.example:6443', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, ''],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://proxy:3128' }, ''],
])('the proxy to %s with %o is %s', (server, environment, proxy) => {
  expect(proxyFor(server, environment)).toBe(proxy);
});
