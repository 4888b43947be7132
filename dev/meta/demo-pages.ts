/** What there is of Meta's in the embedded default. The tokens are valid there alone. */
export const demoPages = [
  { id: '100200300400501', channel: 'messenger', login: 'facebook', name: 'Acme', accessToken: 'EAAB-demo-messenger' },
  {
    id: '17841400000000001',
    channel: 'instagram',
    login: 'instagram',
    name: 'Acme',
    accessToken: 'IGAA-demo-instagram',
  },
] as const;

/** Makes the pages that are missing; those that are there keep what has become of them. */
export async function makeDemoPages(meta: string): Promise<void> {
  const { items } = (await (await fetch(`${meta}/api/pages`)).json()) as { items: readonly { readonly id: string }[] };
  for (const { id, ...page } of demoPages) {
    if (items.some((known) => known.id === id)) continue;
    const answer = await fetch(`${meta}/api/pages/${id}`, { method: 'PUT', body: JSON.stringify(page) });
    if (!answer.ok) throw new Error(`PUT /api/pages/${id} answered ${answer.status}: ${await answer.text()}`);
  }
}
