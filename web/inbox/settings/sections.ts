import type { ComponentType } from 'preact';
import type { WordKey } from '../words/language.ts';
import { ContactForm } from './contact-form.tsx';
import { Preferences } from './preferences.tsx';

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
    ],
  },
];
