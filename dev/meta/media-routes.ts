import { Hono } from 'hono';
import type { Media } from './kept/media.ts';
import type { People } from './kept/people.ts';
import { portrait } from './kept/portrait.ts';

/** Files as Meta's network delivers them, to whoever has the address. Nothing in them runs. */
const asFile = (type: string) => ({
  'content-type': type,
  'content-security-policy': `sandbox; default-src 'none'`,
  'x-content-type-options': 'nosniff',
});

export const mediaRoutes = (media: Media, people: People) =>
  new Hono()
    .get('/people/:pageId/:picture', (c) => {
      const [id = ''] = c.req.param('picture').split('.');
      if (people.find(c.req.param('pageId'), id) === null) return c.notFound();
      return c.body(new Uint8Array(portrait(id)), 200, asFile('image/png'));
    })
    .get('/:id/:name', (c) => {
      const file = media.find(c.req.param('id'));
      return file === null ? c.notFound() : c.body(new Uint8Array(file.bytes), 200, asFile(file.type));
    });
