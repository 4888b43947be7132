/** Which variables say where one of our two ports listens. */
export interface ListeningVariables {
  readonly host: 'HOST' | 'METRICS_HOST';
  readonly port: 'PORT' | 'METRICS_PORT';
}

/** Why a port cannot be listened on, by the variables to change; other errors as they are. Codes: Node's errors, libuv. */
export function listeningError(
  error: NodeJS.ErrnoException,
  at: { readonly host: string; readonly port: number },
  { host, port }: ListeningVariables,
): Error {
  const because = (says: string) => new Error(says, { cause: error });
  switch (error.code) {
    case 'EADDRINUSE':
      return because(`port ${at.port} is taken by another process: set ${port} to a free one, or end that process`);
    case 'EACCES':
      return because(`port ${at.port} may not be used by this user: set ${port} to one above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return because(`${at.host} is no address of this machine: correct ${host}`);
    default:
      return error;
  }
}
