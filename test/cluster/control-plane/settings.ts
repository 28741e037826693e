import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyFile } from './certificates.ts';
import { cgroupRoot, issuer, network, pauseImage, places, ports } from './places.ts';

export function settingsFile(name: string): string {
  return join(places.settings, name);
}

/** Writes the files that the programs are configured by. JSON is YAML. */
export function writeSettings(): void {
  const files: Readonly<Record<string, string>> = {
    'containerd.toml': containerd(),
    'kubelet.json': JSON.stringify(kubelet()),
    'audit.json': JSON.stringify(audit),
    'authentication.json': JSON.stringify(authentication()),
    'network/10-pods.conflist': JSON.stringify(podNetwork()),
    'resolv.conf': 'nameserver 127.0.0.1\n',
  };
  mkdirSync(settingsFile('network'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(settingsFile(name), content);
}

/** Who asked for what, not what was in it. */
const audit = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules: [{ level: 'Metadata' }] };

/** @see Kubernetes 1.34 apiserver.config.k8s.io/v1beta1 AuthenticationConfiguration */
function authentication(): object {
  const trusted = { url: issuer.url, audiences: [issuer.audience], certificateAuthority: readFileSync(keyFile('ca.crt'), 'utf8') };
  return { apiVersion: 'apiserver.config.k8s.io/v1beta1', kind: 'AuthenticationConfiguration', jwt: [{ issuer: trusted, claimMappings: { username: { claim: 'sub', prefix: 'oidc:' } } }] };
}

/** Without CAP_SYS_RESOURCE, runc dies unless `restrict_oom_score_adj` is set. Only the snapshotter that every Linux has. */
function containerd(): string {
  const unused = ['internal.v1.opt', 'snapshotter.v1.btrfs', 'snapshotter.v1.zfs', 'snapshotter.v1.devmapper', 'snapshotter.v1.aufs', 'internal.v1.tracing', 'tracing.processor.v1.otlp'];
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "${join(places.state, 'containerd')}"
state = "${join(places.state, 'containerd-run')}"
disabled_plugins = [${unused.map((plugin) => `"io.containerd.${plugin}"`).join(', ')}]
[grpc]
address = "${places.socket}"
[ttrpc]
address = "${places.socket}.ttrpc"
[${cri}]
sandbox_image = "${pauseImage}"
restrict_oom_score_adj = true
stream_server_address = "127.0.0.1"
stream_server_port = "0"
[${cri}.cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${settingsFile('network')}"
[${cri}.containerd]
snapshotter = "overlayfs"
[${cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}

/** @see Kubernetes 1.34 kubelet.config.k8s.io/v1beta1 */
function kubelet(): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: '127.0.0.1',
    port: ports.kubelet,
    readOnlyPort: 0,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    tlsCertFile: keyFile('kubelet-serving.crt'),
    tlsPrivateKeyFile: keyFile('kubelet-serving.key'),
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: keyFile('ca.crt') } },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot,
    failCgroupV1: false,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${places.socket}`,
    resolvConf: settingsFile('resolv.conf'),
    clusterDomain: 'cluster.local',
    volumePluginDir: join(places.state, 'volume-plugins'),
    podLogsDir: join(places.state, 'pod-logs'),
    makeIPTablesUtilChains: false,
    // A full disk of a developer's machine is no reason to evict pods.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%', 'nodefs.inodesFree': '1%' },
    syncFrequency: '5s',
    nodeStatusUpdateFrequency: '5s',
    kubeAPIQPS: 300,
    kubeAPIBurst: 600,
  };
}

function podNetwork(): object {
  return {
    cniVersion: '0.4.0',
    name: 'sluice-test',
    plugins: [
      {
        type: 'bridge',
        bridge: network.bridge,
        isGateway: true,
        isDefaultGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: { type: 'host-local', ranges: [[{ subnet: network.pods }]], dataDir: join(places.state, 'pod-addresses') },
      },
    ],
  };
}
