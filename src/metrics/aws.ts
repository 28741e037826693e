import { homedir } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { AwsV4Signer } from 'aws4fetch';
import { PortError } from '../model/index.ts';
import type { HttpRequest } from './http/index.ts';
import type { Means } from './provider.ts';

/** Who asks AWS, and where. */
export interface AwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  readonly region: string;
}

/**
 * Finds credentials where AWS's own tools look first: in the environment, then in the shared files by profile.
 *
 * Throws PortError `denied` when there are none. Machine roles, web identities and roles to assume are not looked for: a pipeline step or
 * `aws configure export-credentials` puts those into the environment.
 *
 * @see AWS SDKs and Tools Reference Guide, "Shared config and credentials files", "Environment variables"
 */
export async function awsIdentity(asked: { readonly region: string; readonly profile: string }, { environment, hide }: Means): Promise<AwsIdentity> {
  const profile = asked.profile || environment['AWS_PROFILE'] || 'default';
  const fields = asked.profile === '' && environment['AWS_ACCESS_KEY_ID'] ? {} : await profileFields(profile, environment);
  const own = asked.profile === '' ? environment : {};
  const accessKeyId = own['AWS_ACCESS_KEY_ID'] ?? fields['aws_access_key_id'] ?? '';
  const secretAccessKey = own['AWS_SECRET_ACCESS_KEY'] ?? fields['aws_secret_access_key'] ?? '';
  const sessionToken = own['AWS_SESSION_TOKEN'] ?? fields['aws_session_token'] ?? null;
  const region = asked.region || environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || fields['region'] || '';
  for (const secret of [secretAccessKey, sessionToken ?? '']) hide(secret);
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new PortError('denied', `There are no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor the profile ${profile} of the shared credentials file are set.`);
  }
  if (region === '') throw new PortError('invalid', 'No AWS region is known: set AWS_REGION.');
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken === '' ? null : sessionToken, region };
}

async function profileFields(profile: string, environment: Means['environment']): Promise<Readonly<Record<string, string>>> {
  const home = join(environment['HOME'] ?? homedir(), '.aws');
  const [config, credentials] = await Promise.all([readIfThere(environment['AWS_CONFIG_FILE'] ?? join(home, 'config')), readIfThere(environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, 'credentials'))]);
  return { ...sectionOf(config, profile === 'default' ? 'default' : `profile ${profile}`), ...sectionOf(credentials, profile) };
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function sectionOf(text: string, wanted: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1];
    if (heading !== undefined) section = heading.replace(/\s+/g, ' ');
    const field = /^\s*([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (heading === undefined && field?.[1] !== undefined && section === wanted) fields[field[1].toLowerCase()] = field[2] ?? '';
  }
  return fields;
}

/** The request with the headers of AWS's signature, version 4. */
export async function signed(request: HttpRequest, service: string, identity: AwsIdentity, now: number): Promise<HttpRequest> {
  const { accessKeyId, secretAccessKey, sessionToken, region } = identity;
  const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const signer = new AwsV4Signer({
    method: request.method,
    url: request.url.href,
    headers: request.headers,
    ...(request.body === null ? {} : { body: request.body }),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === null ? {} : { sessionToken }),
    service,
    region,
    datetime,
  });
  const { headers } = await signer.sign();
  // The signature holds for the host that it was written for, whatever address is asked in its place.
  return { ...request, headers: { ...Object.fromEntries(headers), host: request.url.host } };
}
