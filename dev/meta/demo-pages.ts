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

interface Known {
  readonly id: string;
  readonly tokens: readonly { readonly expiresAt: string | null }[];
}

/** Makes the pages that are missing, and those whose last token has ended; the others keep what has become of them. */
export async function makeDemoPages(meta: string): Promise<void> {
  const { items } = (await (await fetch(`${meta}/api/pages`)).json()) as { items: readonly Known[] };
  for (const { id, ...page } of demoPages) {
    // Connecting them subscribes the app.
    const made = { ...page, subscribedFields: null };
    const token = items.find((known) => known.id === id)?.tokens.at(-1);
    if (token !== undefined && (token.expiresAt === null || Date.parse(token.expiresAt) > Date.now())) continue;
    const answer = await fetch(`${meta}/api/pages/${id}`, { method: 'PUT', body: JSON.stringify(made) });
    if (!answer.ok) throw new Error(`PUT /api/pages/${id} answered ${answer.status}: ${await answer.text()}`);
  }
}
