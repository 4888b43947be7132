import { type Config, readConfig } from '../config.ts';
import { embeddedEndpoints } from './embedded.ts';

/**
 * The environment of the service, for the commands that check it and set it up; without MONGODB_URI, completed with that
 * of a running `npm start`. Throws ConfigError.
 */
export function readServiceEnvironment(): Config {
  const embedded =
    process.env.MONGODB_URI || process.env.MONGODB_URI_FILE ? null : embeddedEndpoints(process.env, process.cwd());
  return readConfig({ ...embedded?.environment, ...process.env });
}
