import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOfPod } from '../../src/kube/in-cluster.ts';
import { readContext, type ContextChoice } from '../../src/kube/kubeconfig.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
  const file = (name: string, current: string, server: string): void =>
    writeFileSync(
      join(folder, name),
      `apiVersion: v1
kind: Config
${current === '' ? '' : `current-context: ${current}`}
clusters:
- name: shared
  cluster: { server: ${server}, certificate-authority: ca/${name}.crt }
users:
- name: ada
  user: { client-certificate: /etc/ada.crt, client-key: ada.key, exec: { command: ./login } }
contexts:
- name: ${name}
  context: { cluster: shared, user: ada, namespace: shop }
- name: broken
  context: { cluster: nowhere, user: ada }
`,
    );
  file('one', 'one', 'https://one.example');
  file('two', 'two', 'https://two.example');
  file('none', '', 'https://none.example');
  writeFileSync(join(folder, 'damaged'), 'a: [');
  mkdirSync(join(folder, 'home', '.kube'), { recursive: true });
  file('home/.kube/config', 'home/.kube/config', 'https://home.example');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => names.map((name) => join(folder, name)).join(delimiter);
const serverOf = (choice: ContextChoice, environment: NodeJS.ProcessEnv = {}): unknown => readContext(choice, environment).cluster['server'];

describe('a context', () => {
  it('is the current one of a file, or the one that is named', () => {
    expect(readContext({ kubeconfig: at('one') }, {})).toMatchObject({ name: 'one', namespace: 'shop', cluster: { server: 'https://one.example' } });
    expect(serverOf({ kubeconfig: at('one'), context: 'one' })).toBe('https://one.example');
  });

  it('is looked for in $KUBECONFIG, else in ~/.kube/config, when only its name is given', () => {
    const environment = { KUBECONFIG: at('one', 'two'), HOME: join(folder, 'home') };
    expect(readContext({ context: 'two' }, environment).name).toBe('two');
    expect(readContext({ context: 'home/.kube/config' }, { HOME: join(folder, 'home') }).cluster['server']).toBe('https://home.example');
  });

  it('of several files is put together from what comes first', () => {
    expect(serverOf({ kubeconfig: at('one', 'two'), context: 'two' })).toBe('https://one.example');
    expect(serverOf({ kubeconfig: at('missing', 'none', 'two') })).toBe('https://none.example');
    expect(readContext({ kubeconfig: at('none', 'two') }, {}).name).toBe('two');
  });

  it('has its paths from the folder of its file', () => {
    const { cluster, user } = readContext({ kubeconfig: at('one') }, {});
    expect(cluster['certificate-authority']).toBe(join(folder, 'ca', 'one.crt'));
    expect(user).toMatchObject({ 'client-certificate': '/etc/ada.crt', 'client-key': join(folder, 'ada.key'), exec: { command: join(folder, 'login') } });
  });

  it.each([
    [{ kubeconfig: 'missing' }, 'There is no kubeconfig missing.'],
    [{ kubeconfig: 'damaged' }, "can't be read"],
    [{ kubeconfig: 'none' }, 'has no current context. Name one with --context. There are: none, broken.'],
    [{ kubeconfig: 'one', context: 'eno' }, 'has no context eno. There are: one, broken.'],
    [{ kubeconfig: 'one', context: 'broken' }, 'The context broken names the cluster nowhere'],
  ])('%o is refused: %s', (choice, words) => {
    const here = { ...choice, kubeconfig: at(choice.kubeconfig) };
    expect(() => readContext(here, {})).toThrow(words.replace('missing.', `${at('missing')}.`));
  });
});

describe('within a pod', () => {
  it('the service account is the way in', () => {
    const account = join(folder, 'account');
    mkdirSync(account, { recursive: true });
    writeFileSync(join(account, 'token'), 'secret');
    writeFileSync(join(account, 'namespace'), 'shop');
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(contextOfPod(environment, account)).toEqual({
      name: 'in-cluster',
      namespace: 'shop',
      cluster: { server: 'https://[fd00::1]:443', 'certificate-authority': join(account, 'ca.crt') },
      user: { tokenFile: join(account, 'token') },
    });
    expect(() => contextOfPod({}, account)).toThrow('This is no pod with a service account. Name the cluster');
    expect(() => contextOfPod(environment, folder)).toThrow('This is no pod');
  });
});
