/** What a mail says around people's own words, in ICU MessageFormat. Apostrophes are ’, since ' escapes in ICU. */
export const en = {
  subject: 'Your conversation with {company} ({reference})',
  transcriptSubject: 'Transcript of your conversation with {company} ({reference})',
  transcriptTitle: 'Transcript of your conversation with {company}',
  newReplies: '{count, plural, one {New reply from {names}} other {# new replies from {names}}}',
  noticeText:
    '{count, plural, one {A new reply is waiting for you in your conversation with {company}.} other {# new replies are waiting for you in your conversation with {company}.}}',
  you: 'You',
  assistant: 'Assistant',
  newMark: 'New',
  continueConversation: 'Continue the conversation',
  answerInChat: 'To answer, continue the conversation in the chat: a reply to this mail does not reach it.',
  answerWithoutLink: 'To answer, open the chat again where you began it: a reply to this mail does not reach it.',
  olderAttached:
    '{count, plural, one {This conversation is too long for one mail: its oldest message is in the attached file {file}.} other {This conversation is too long for one mail: its # older messages are in the attached file {file}.}}',
  allAttached:
    '{count, plural, one {The message is too long for a mail: it is in the attached file {file}.} other {The messages are too long for a mail: all # are in the attached file {file}.}}',
  someAttached:
    '{count, plural, one {This conversation is too long for one mail: one of its messages is in the attached file {file}.} other {This conversation is too long for one mail: # of its messages are in the attached file {file}.}}',
  leftOut: 'This conversation is too long for one mail: some of its messages are left out.',
  moreFollows: 'More new replies follow in another mail.',
  gap: 'More was said here',
  attachmentName: 'conversation.txt',
  attachmentTitle: '{company}: part of the conversation',
  times: 'Times: {zone}',
  why: 'You get this mail because this address was given in the chat with {company}, so that replies can reach you by email.',
  whyOnSite:
    'You get this mail because this address was given in the chat with {company} on {site}, so that replies can reach you by email.',
  unsubscribe: 'Unsubscribe from this conversation',
  notMe: 'This was not me',
} as const;

/** Every catalogue says the same things. */
export type Catalogue = Readonly<Record<keyof typeof en, string>>;
