import type { Answer, Site, VisitorApi, Widget } from '../support/visitor-api.ts';

export const shop = 'https://shop.example';
export const brand = { siteUrl: 'https://acme.example', allowedOrigins: [shop] };

let visitors = 0;

/** A visitor of a site whom an email reached that they can come back by. */
export interface Mailed {
  readonly site: Site;
  readonly address: string;
  readonly widget: Widget;
  readonly conversationId: string;
}

export type ReturnStage = ReturnType<typeof returnStage>;

/** Visitors who have left, and what happens when somebody follows the link in their email. */
export function returnStage(api: VisitorApi) {
  /** A visitor who wrote and gave their address. */
  async function visited(site: Site, { page = `${shop}/cart`, address }: { page?: string; address?: string } = {}) {
    visitors += 1;
    const given = address ?? `visitor-${visitors}@example.com`;
    const begun = await site.visitor({ page });
    const written = await begun.writes('Where is my parcel?');
    const widget = site.widget(written.headers.get('x-session-token') ?? '');
    await widget.fillsIn(given);
    return { site, address: given, widget, conversationId: widget.conversationId() };
  }

  async function mailed(site: Site, given: Parameters<typeof visited>[1] = {}): Promise<Mailed> {
    const who = await visited(site, given);
    await gets(who);
    return who;
  }

  /** An agent answers, and it is emailed. */
  async function gets({ site, widget, conversationId }: Mailed): Promise<void> {
    await site.says(conversationId, 'It ships tomorrow.');
    await widget.presence('left');
    api.pass(301);
    await api.look(site, conversationId);
  }

  const mailTo = (address: string) => api.mails.filter(({ to }) => to === address).at(-1);
  const linkTo = (address: string) =>
    /https:\/\/chat\.acme\.example(\/r\/\S+)/.exec(mailTo(address)?.text ?? '')?.[1] ?? '';

  async function follow(path: string, method = 'GET') {
    const answer = await api.app.request(path, { method, headers: { 'accept-language': 'en' } });
    const to = answer.headers.get('location');
    return { status: answer.status, headers: answer.headers, to, html: await answer.text() };
  }

  const codeIn = (url: string | null) => /[#&?]afterchat=([\w-]+)$/.exec(url ?? '')?.[1] ?? '';
  const codeFor = async ({ address }: Pick<Mailed, 'address'>) => codeIn((await follow(linkTo(address))).to);
  const comesBack = async (who: Mailed, more: Record<string, unknown> = {}): Promise<Answer> =>
    who.site.session({ code: await codeFor(who), ...more });

  return { visited, mailed, gets, mailTo, linkTo, follow, codeFor, comesBack };
}
