import { createMiddleware } from 'hono/factory';
import { problemResponse } from './problem.ts';

const loopback = /^(localhost|127\.[\d.]+|\[::1\])$/;

/**
 * Lets no page but the mailbox's own change anything: a browser says in `Origin` which page asks. A page under a name that
 * its owner points at this computer is told by that name. Programs, which send no `Origin`, may do everything.
 * @param host what the server listens at; if that is every address, it may have any name
 */
export const ownPagesOnly = (host: string) =>
  createMiddleware(async (c, next) => {
    const { origin, hostname } = new URL(c.req.url);
    const isNamedSo = loopback.test(hostname) || [hostname, '0.0.0.0', '::'].includes(host);
    const by = c.req.header('origin') ?? origin;
    if (/^(GET|HEAD)$/.test(c.req.method) || (isNamedSo && by === origin)) return next();
    const detail = `A page of ${by} may change nothing at ${origin}.`;
    return problemResponse({ type: 'origin-not-allowed', title: 'Origin not allowed', status: 403, detail });
  });
