import { type Page, type Pages, silentFields, webhookFields } from '../kept/pages.ts';
import { errorResponse, invalid, refusals } from './errors.ts';
import type { GraphContext } from './faulty-answer.ts';
import { Names, type Params } from './params.ts';
import type { AppId } from './tokens.ts';

/** `GET`, `POST` and `DELETE /{page}/subscribed_apps`: of which fields the app gets webhooks. */
export function subscribedApps(
  c: GraphContext,
  {
    page,
    params,
    pages,
    app,
  }: { readonly page: Page; readonly params: Params; readonly pages: Pages; readonly app: AppId },
): Response {
  switch (c.req.method) {
    case 'GET': {
      const { subscribedFields: fields, login } = page;
      const about =
        login === 'facebook' ? { category: 'Business', link: 'https://www.facebook.com/games/', name: app.name } : {};
      return c.json({ data: fields === null ? [] : [{ ...about, id: app.id, subscribed_fields: fields }] });
    }
    case 'POST': {
      const asked = Names.safeParse(params.values.subscribed_fields);
      if (!asked.success) return errorResponse(invalid('The parameter subscribed_fields is required.'));
      const isPage = page.login === 'facebook';
      const known: readonly string[] = isPage
        ? [...webhookFields.messenger, ...silentFields]
        : webhookFields[page.channel];
      const wrong = asked.data.findIndex((name) => !known.includes(name));
      if (wrong >= 0) {
        const choices = known.join(', ');
        return errorResponse(invalid(`Param subscribed_fields[${wrong}] must be one of {${choices}}`));
      }
      pages.subscribe(page, [...new Set(asked.data)]);
      return c.json({ success: true });
    }
    case 'DELETE':
      pages.subscribe(page, null);
      return c.json({ success: true });
    default:
      return errorResponse(refusals.noObject(c.req.method, page.id));
  }
}
