import { type Client, createClient, ProblemError } from '../../packages/client/src/index.ts';
import { CommandError, UsageError } from './command.ts';
import { embeddedEndpoints, whereEmbeddedIs } from './embedded.ts';

interface Connection {
  readonly baseUrl: string;
  readonly key: string;
}

/** For the commands that use the HTTP API. Throws CommandError if it refuses or does not answer. */
export async function withApi<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const connection = connectionOf(process.env, process.cwd());
  try {
    return await work(createClient({ ...connection, retries: 2 }));
  } catch (error) {
    if (error instanceof ProblemError) throw said(error, connection);
    if (error instanceof SyntaxError)
      throw new CommandError(`${connection.baseUrl} gave an answer that is not afterchat's; check AFTERCHAT_URL`);
    if (error instanceof TypeError)
      throw new CommandError(
        `the API at ${connection.baseUrl} does not answer: is it running, and is AFTERCHAT_URL right?`,
      );
    throw error;
  }
}

/** AFTERCHAT_URL and AFTERCHAT_KEY; with neither, what `npm start` runs (embedded.ts). The two are never mixed. */
function connectionOf(env: NodeJS.ProcessEnv, folder: string): Connection {
  const { AFTERCHAT_URL: baseUrl, AFTERCHAT_KEY: key } = env;
  if (!baseUrl && !key) return embedded(env, folder);
  if (!baseUrl)
    throw new UsageError(
      'AFTERCHAT_URL is not set: set it to the address of the API, such as https://chat.acme.example',
    );
  if (!key) throw new UsageError('AFTERCHAT_KEY is not set; afterchat key create --scopes support creates one');
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw new UsageError('AFTERCHAT_URL must be an address such as https://chat.acme.example');
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError('AFTERCHAT_KEY is not a valid key');
  return { baseUrl, key };
}

function embedded(env: NodeJS.ProcessEnv, folder: string): Connection {
  const endpoints = embeddedEndpoints(env, folder);
  if (endpoints === null) throw new UsageError(`set AFTERCHAT_URL and AFTERCHAT_KEY, or ${whereEmbeddedIs}`);
  return { baseUrl: endpoints.api, key: endpoints.apiKey };
}

/** The API's problem and what to do about it, in one line. */
function said(error: ProblemError, { baseUrl }: Connection): Error {
  const { status, problem, slug } = error;
  if (problem === null)
    return new CommandError(`${baseUrl} answered ${status}, but not as afterchat does; check AFTERCHAT_URL`);
  const detail = problem.detail ?? problem.title;
  if (status === 401) return new CommandError(`the API at ${baseUrl} does not accept this key; check AFTERCHAT_KEY`);
  if (status === 403)
    return new CommandError(`the key does not allow this: ${detail} (afterchat key create --scopes …)`);
  if (status === 409) return new CommandError(`${slug}: ${detail}`);
  if (status === 422)
    return new UsageError(problem.errors?.map(({ path, message }) => `${path}: ${message}`).join('; ') ?? detail);
  return new CommandError(status < 500 || detail === problem.title ? detail : `${problem.title}. ${detail}`);
}
