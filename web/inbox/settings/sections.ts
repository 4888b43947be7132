import type { ComponentType } from 'preact';
import type { WordKey } from '../words/language.ts';
import { Agents } from './agents.tsx';
import { ApiKeys } from './api-keys.tsx';
import { CannedReplies } from './canned-replies.tsx';
import { Channels } from './channels.tsx';
import { ContactForm } from './contact-form.tsx';
import { Installation } from './installation.tsx';
import { Preferences } from './preferences.tsx';
import { ReplyDomain } from './reply-domain.tsx';
import { Sender } from './sender.tsx';
import { Sending } from './sending.tsx';
import { Suppressions } from './suppressions.tsx';
import { Webhooks } from './webhooks.tsx';

interface Section {
  /** The last part of its address. */
  readonly id: string;
  readonly words: WordKey;
  readonly component: ComponentType;
}

interface SectionGroup {
  readonly words: WordKey;
  readonly sections: readonly Section[];
}

/** All settings, in the order of the list beside them. */
export const sectionGroups: readonly SectionGroup[] = [
  {
    words: 'shell.inbox',
    sections: [
      { id: 'preferences', words: 'settings.preferences', component: Preferences },
      { id: 'contact-form', words: 'settings.contactForm', component: ContactForm },
      { id: 'channels', words: 'channels.title', component: Channels },
    ],
  },
  {
    words: 'settings.groupEmail',
    sections: [
      { id: 'sender', words: 'settings.sender', component: Sender },
      { id: 'reply', words: 'settings.reply', component: ReplyDomain },
      { id: 'sending', words: 'settings.sending', component: Sending },
      { id: 'suppressions', words: 'settings.suppressions', component: Suppressions },
    ],
  },
  {
    words: 'settings.groupAccount',
    sections: [
      { id: 'agents', words: 'settings.agents', component: Agents },
      { id: 'canned-replies', words: 'settings.canned', component: CannedReplies },
      { id: 'keys', words: 'settings.keys', component: ApiKeys },
      { id: 'webhooks', words: 'settings.webhooks', component: Webhooks },
      { id: 'installation', words: 'settings.installation', component: Installation },
    ],
  },
];
