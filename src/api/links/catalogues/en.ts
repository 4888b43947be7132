/** The text of the pages behind an email’s links, in ICU MessageFormat. Apostrophes are ’, because ' escapes in ICU. */
export const en = {
  askTitle: 'Stop these emails?',
  ask: 'When you leave the chat with {company}, replies are sent to you by email. You can stop these emails for this conversation.',
  unsubscribe: 'Unsubscribe from this conversation',
  unsubscribedTitle: 'You have been unsubscribed',
  unsubscribed:
    'You will not receive any more emails about this conversation with {company} unless you answer one of them or fill in the contact form in the chat again.',
  resubscribe: 'Undo: send me these emails again',
  elsewhereTitle: 'You do not receive emails about this conversation',
  elsewhere: 'Emails about this conversation with {company} are no longer sent to your address.',
  notMeTitle: 'Not you?',
  notMe:
    'Someone entered your address in a chat with {company}, perhaps by mistake. If you tell us, you will not receive any more emails from chats with {company}.',
  sayNotMe: 'This was not me',
  disownedTitle: 'Thank you for telling us',
  disowned: 'You will not receive any more emails from chats with {company}.',
  undisown: 'Undo: this was me',
  unknownTitle: 'This link does not work',
  unknown:
    'It may be incomplete: please open it from the email itself, or copy all of it. Or the conversation may have been deleted, in which case you will not receive any more emails about it.',
  unknownReturn:
    'It may be incomplete: please open it from the email itself, or copy all of it. Or it may have expired: links in an email work for 30 days.',
  endedTitle: 'This link no longer works',
  ended:
    'Links in an email from {company} work for 30 days, and only while emails about the conversation are sent to your address. Please open the chat on our site.',
  endedWithoutSite:
    'Links in an email from {company} work for 30 days, and only while emails about the conversation are sent to your address. Please open the chat where you started it.',
  openSite: 'Go to {site}',
  nowhereTitle: 'Please open the chat where you started it',
  nowhere: 'This link cannot take you there, because {company} has not said on which page the chat is.',
  tooOftenTitle: 'Too many requests',
  tooOften: 'This page has been requested too often. Please try again later.',
  troubleTitle: 'Something went wrong',
  trouble: 'There is a problem on our side. Please try again in a few minutes.',
} as const;

export type PageCatalogue = Readonly<Record<keyof typeof en, string>>;
