import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSetName } from './servers/mongod.ts';
import { packageRoot } from './servers/package-root.ts';
import { newMark } from './servers/temporal.ts';

/** What `npm start` tells scripts (design section 5). Null: there is none, because the embedded part was replaced. */
export interface Endpoints {
  readonly api: string;
  readonly mailbox: string | null;
  /** The fake Graph API of Messenger and Instagram. */
  readonly meta: string | null;
  readonly inbox: string | null;
  readonly site: string | null;
  readonly temporal: string;
  readonly temporalUi: string | null;
  /** Where the API and the worker serve their metrics. */
  readonly metrics: { readonly api: string; readonly worker: string };
  readonly apiKey: string;
  readonly siteKey: string;
  /** Signs the identities of the demo account's visitors. */
  readonly identitySecret: string;
  readonly account: string;
  readonly agents: readonly string[];
  readonly mongodb: string;
  /** The environment of the API and the worker, without what came from the environment of `npm start`. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Where the embedded default keeps its state: `.afterchat/` in the repository, or the folder that AFTERCHAT_STATE
 * names.
 */
export interface StateFolder {
  readonly path: string;
  readonly mongodb: string;
  readonly temporal: string;
  readonly mailbox: string;
  readonly meta: string;
  readonly logs: string;
  readonly pids: string;
  readonly lock: string;
  readonly endpoints: string;
  /** What distinguishes this folder's servers from all others. */
  readonly identity: string;
}

export function stateFolder(env: NodeJS.ProcessEnv): StateFolder {
  const path = env.AFTERCHAT_STATE || join(packageRoot(), '.afterchat');
  return {
    path,
    mongodb: join(path, 'mongodb'),
    temporal: join(path, 'temporal.db'),
    mailbox: join(path, 'mailbox.json'),
    meta: join(path, 'meta.json'),
    logs: join(path, 'logs'),
    pids: join(path, 'pids'),
    lock: join(path, 'lock'),
    endpoints: join(path, 'endpoints.json'),
    identity: join(path, 'identity.json'),
  };
}

/** Creates the folders; old logs are removed at each start. */
export function prepareStateFolder(folder: StateFolder): void {
  rmSync(folder.logs, { recursive: true, force: true });
  for (const path of [folder.path, folder.mongodb, folder.logs]) mkdirSync(path, { recursive: true, mode: 0o700 });
}

export interface Identity {
  /** The name of mongod's replica set. */
  readonly setName: string;
  /** The name of a Temporal namespace. */
  readonly mark: string;
}

/**
 * The marks of this folder's servers, the same at each start. Data from before there were marks have the old common
 * name.
 */
export function identityOf({ identity, mongodb }: StateFolder): Identity {
  if (existsSync(identity)) return JSON.parse(readFileSync(identity, 'utf8'));
  const hasData = existsSync(mongodb) && readdirSync(mongodb).length > 0;
  const made: Identity = { setName: hasData ? 'rs0' : newSetName(), mark: newMark() };
  writeFileSync(identity, JSON.stringify(made));
  return made;
}

export function readEndpoints(folder: StateFolder): Endpoints | null {
  return existsSync(folder.endpoints) ? JSON.parse(readFileSync(folder.endpoints, 'utf8')) : null;
}

/** Contains a key, so only its owner may read it. */
export function writeEndpoints(folder: StateFolder, endpoints: Endpoints): void {
  writeFileSync(folder.endpoints, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  chmodSync(folder.endpoints, 0o600);
}
