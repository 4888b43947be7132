import { paths } from '../go.ts';
import { say, type WordKey } from '../words/language.ts';

const sections = {
  sent: { href: paths.deliveries, words: 'deliveries.sent' },
  received: { href: paths.received, words: 'deliveries.received' },
  replays: { href: paths.replays, words: 'deliveries.replays' },
  toAgents: { href: paths.agentEmails, words: 'deliveries.toAgents' },
} as const satisfies Readonly<Record<string, { readonly href: string; readonly words: WordKey }>>;

export type SectionName = keyof typeof sections;

/** The lists: emails that we send, emails that came in, replays of many, and emails to agents. */
export const SectionTabs = ({ current }: { readonly current: SectionName }) => (
  <nav class="tabs" aria-label={say('deliveries.title')}>
    {Object.entries(sections).map(([name, { href, words }]) => (
      <a key={name} class="tab" href={href} aria-current={name === current ? 'page' : undefined}>
        {say(words)}
      </a>
    ))}
  </nav>
);
