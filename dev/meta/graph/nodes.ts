import type { Context } from 'hono';
import type { Page } from '../kept/pages.ts';
import type { People } from '../kept/people.ts';
import { errorResponse, invalid, refusals } from './errors.ts';
import type { Params } from './params.ts';

/** `GET /me` and `GET /{page}`: the page, or the account of Instagram. */
export function pageNode(c: Context, page: Page, params: Params): Response {
  const { id, name, username, login, linkedPageId } = page;
  if (login === 'facebook') {
    const account = { id, username, name };
    // The token is that of the page which the account of Instagram is linked to.
    const all = linkedPageId === null ? { id, name } : { id: linkedPageId, name, instagram_business_account: account };
    return chosen(c, params, all, ['name']);
  }
  const all = { id, user_id: id, username, name, account_type: 'BUSINESS', followers_count: 0 };
  return chosen(c, params, all, ['user_id', 'username']);
}

/** `GET /{person}?fields=`: the name and the picture of somebody who has written. */
export function profileNode(
  c: Context,
  {
    id,
    page,
    params,
    people,
  }: { readonly id: string; readonly page: Page; readonly params: Params; readonly people: People },
): Response {
  const person = people.find(page.id, id);
  if (person === null) return errorResponse(refusals.noObject('GET', id));
  const picture = `${new URL(c.req.url).origin}/cdn/people/${encodeURIComponent(page.id)}/${encodeURIComponent(id)}.png`;
  const [first = person.name, ...rest] = person.name.split(' ');
  const common = { id, name: person.name, profile_pic: picture };
  if (page.channel === 'messenger') {
    const all = { ...common, first_name: first, last_name: rest.join(' '), locale: 'en_US', timezone: 0 };
    return chosen(c, params, all, ['first_name', 'last_name', 'profile_pic']);
  }
  const all = {
    ...common,
    username: person.username,
    follower_count: 0,
    is_user_follow_business: false,
    is_business_follow_user: false,
    is_verified_user: false,
  };
  return chosen(c, params, all, ['name', 'username']);
}

/** What `fields` asks for, with the id; without it, what Meta gives unasked. */
function chosen(
  c: Context,
  { values }: Params,
  all: Readonly<Record<string, unknown>>,
  unasked: readonly string[],
): Response {
  const wanted =
    typeof values.fields === 'string' ? fieldsOf(values.fields) : unasked.map((name) => [name, null] as const);
  const [unknown] = wanted.find(([name]) => !Object.hasOwn(all, name)) ?? [];
  if (unknown !== undefined) return errorResponse(invalid(`Tried accessing nonexisting field (${unknown})`));
  const chosenFields = wanted.map(([name, inner]) => [name, inner === null ? all[name] : partOf(all[name], inner)]);
  return c.json({ ...Object.fromEntries(chosenFields), id: all.id });
}

type Field = readonly [name: string, inner: readonly string[] | null];

/** `id,account{id,name}`: fields, and those wanted of what is below them. */
function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  for (const [, name = '', inner] of text.matchAll(/([^,{}]+)(?:\{([^{}]*)\})?/g))
    if (name.trim() !== '') fields.push([name.trim(), inner === undefined ? null : inner.split(',')]);
  return fields;
}

const partOf = (value: unknown, names: readonly string[]) =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => name === 'id' || names.includes(name)));
