/** What the page behind a mail's link to unsubscribe says, in ICU MessageFormat. Apostrophes are ’, since ' escapes. */
export const en = {
  askTitle: 'Stop these emails?',
  ask: 'When you have left the chat with {company}, replies reach you by email. You can stop that for this conversation.',
  unsubscribe: 'Unsubscribe from this conversation',
  unsubscribedTitle: 'You are unsubscribed',
  unsubscribed:
    'You get no more emails of this conversation with {company}. They begin again if you fill in the contact form of the chat once more.',
  resubscribe: 'Undo: send me its emails again',
  elsewhereTitle: 'You get no emails of this conversation',
  elsewhere: 'This conversation with {company} sends no more emails to your address.',
  notMeTitle: 'This was not you?',
  notMe:
    'Somebody gave your address in the chat with {company}, perhaps by mistake. If you say so, {company} will send nothing from any chat to your address again.',
  sayNotMe: 'This was not me',
  disownedTitle: 'Thank you for telling us',
  disowned: '{company} will send nothing from any chat to your address again.',
  undisown: 'Undo: it was me',
  unknownTitle: 'This link leads nowhere',
  unknown:
    'Perhaps it was cut off on its way: open it from the email itself, or copy all of it. Or the conversation it belonged to has been deleted; then no more emails of it will come.',
  tooOftenTitle: 'That was a bit much',
  tooOften: 'This page was asked for too often. Please try again in a minute.',
  troubleTitle: 'This did not work',
  trouble: 'Something is wrong on our side. Please try again in a few minutes.',
} as const;

export type PageCatalogue = Readonly<Record<keyof typeof en, string>>;
