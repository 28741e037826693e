import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { flaskImage, pauseImage, podImages, staticImage } from './places.ts';
import { tar, type TarEntry } from './tar.ts';

const busybox = ['/bin/busybox', '/usr/bin/busybox'];

/** An archive as `docker save` writes one, of the images that a node of the tests needs. `pause` and `write` are the paths of those programs. */
export function imageArchive({ pause, write }: { readonly pause: string; readonly write: string }): Buffer {
  const images = [
    image(podImages, busyboxFiles(), { Env: ['PATH=/bin'], Cmd: ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'] }),
    image([flaskImage], [...busyboxFiles(), { kind: 'file', path: 'bin/flask', content: Buffer.from('#!/bin/sh\nexec busybox httpd -f -p "${3##*=}" -h /www\n'), mode: 0o755 }], { Env: ['PATH=/bin'] }),
    image([staticImage], [{ kind: 'folder', path: 'tmp', mode: 0o1777 }, { kind: 'file', path: 'write', content: readFileSync(write), mode: 0o755 }], {}),
    image([pauseImage], [{ kind: 'file', path: 'pause', content: readFileSync(pause), mode: 0o755 }], { Entrypoint: ['/pause'] }),
  ];
  const manifest = text('manifest.json', JSON.stringify(images.map(({ described }) => described)));
  return tar([...images.flatMap(({ files }) => files), manifest]);
}

/** A statically linked busybox with a link for each of its commands. */
function busyboxFiles(): readonly TarEntry[] {
  const path = busybox.find((each) => existsSync(each));
  if (path === undefined) throw new Error('there is no busybox here: install busybox-static');
  const commands = execFileSync(path, ['--list'], { encoding: 'utf8' }).split('\n').filter((name) => name !== '' && name !== 'busybox');
  const folders = ['bin', 'etc', 'tmp', 'var', 'root', 'www'].map((folder): TarEntry => ({ kind: 'folder', path: folder, mode: folder === 'tmp' ? 0o1777 : 0o755 }));
  return [
    ...folders,
    { kind: 'file', path: 'bin/busybox', content: readFileSync(path), mode: 0o755 },
    ...commands.map((name): TarEntry => ({ kind: 'link', path: `bin/${name}`, to: 'busybox' })),
    text('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n'),
    text('etc/group', 'root:x:0:\nnogroup:x:65534:\n'),
    text('www/index.html', 'ok\n'),
    text('www/health', 'ok\n'),
  ];
}

/** An image of one layer. @see OCI image-spec 1.1 config.md; Docker's image archive, v1.2 */
function image(tags: readonly string[], content: readonly TarEntry[], config: object): { readonly files: readonly TarEntry[]; readonly described: object } {
  const layer = tar(content);
  const layerDigest = digest(layer);
  const settings = JSON.stringify({
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    history: [{ created: '1970-01-01T00:00:00Z' }],
  });
  const settingsFile = `${digest(Buffer.from(settings))}.json`;
  const layerFile = `${layerDigest}.tar`;
  return {
    files: [text(settingsFile, settings), { kind: 'file', path: layerFile, content: layer, mode: 0o644 }],
    described: { Config: settingsFile, RepoTags: tags, Layers: [layerFile] },
  };
}

function text(path: string, content: string): TarEntry {
  return { kind: 'file', path, content: Buffer.from(content), mode: 0o644 };
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
