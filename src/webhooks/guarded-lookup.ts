import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type EndpointRules, mayConnectTo } from './endpoint.ts';

export interface LookupOptions extends EndpointRules {
  /** Finds a name's addresses; the system's resolver if omitted. */
  readonly lookup?: typeof dns.lookup;
}

/** A name that leads to no address that may be connected to. */
export class NotPublicError extends Error {
  constructor() {
    super('the address is not public');
    this.name = 'NotPublicError';
  }
}

/** A lookup that finds only addresses that may be connected to: what it answers is what is connected to. */
export function guarded(options: LookupOptions): LookupFunction {
  const lookup = options.lookup ?? dns.lookup;
  return (hostname, asked, done) => {
    lookup(hostname, { ...asked, all: true }, (error, found) => {
      if (error !== null) return done(error, '', 0);
      const allowed = found.filter(({ address }) => mayConnectTo(address, options));
      const [first] = allowed;
      if (first === undefined) return done(new NotPublicError(), '', 0);
      if (asked.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}
