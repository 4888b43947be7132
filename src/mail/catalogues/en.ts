/** The email's own text around what people wrote, in ICU MessageFormat. Apostrophes are ’, because ' escapes in ICU. */
export const en = {
  subject: 'Your conversation with {company} ({reference})',
  transcriptSubject: 'Transcript of your conversation with {company} ({reference})',
  transcriptTitle: 'Transcript of your conversation with {company}',
  newReplies: '{count, plural, one {New reply from {names}} other {# new replies from {names}}}',
  noticeText:
    '{count, plural, one {You have a new reply in your conversation with {company}.} other {You have # new replies in your conversation with {company}.}}',
  you: 'You',
  assistant: 'Assistant',
  newMark: 'New',
  continueConversation: 'Continue the conversation',
  answerAbove: 'Please type your reply above this line',
  answerByEmail: 'To reply, simply answer this email.',
  answerByEmailOrInChat: 'To reply, simply answer this email, or continue the conversation in the chat.',
  answerInChat: 'To reply, please continue the conversation in the chat. Replies to this email do not appear there.',
  answerWithoutLink:
    'To reply, please open the chat again where you started it. Replies to this email do not appear there.',
  olderAttached:
    '{count, plural, one {This conversation is too long for one email. Its oldest message is in the attached file {file}.} other {This conversation is too long for one email. Its # oldest messages are in the attached file {file}.}}',
  allAttached:
    '{count, plural, one {This message is too long for an email. You will find it in the attached file {file}.} other {These messages are too long for an email. You will find all # of them in the attached file {file}.}}',
  someAttached:
    '{count, plural, one {This conversation is too long for one email. One of its messages is in the attached file {file}.} other {This conversation is too long for one email. # of its messages are in the attached file {file}.}}',
  leftOut: 'This conversation is too long for one email. Some of its messages have been left out.',
  moreFollows: 'More new replies will follow in another email.',
  gap: 'Some messages are not shown here',
  attachmentName: 'conversation.txt',
  attachmentTitle: 'Part of your conversation with {company}',
  times: 'Time zone: {zone}',
  why: 'You are receiving this email because this address was entered in a chat with {company}.',
  whyOnSite: 'You are receiving this email because this address was entered in a chat with {company} on {site}.',
  restoreSubject: 'Back to your chat with {company}',
  restoreTitle: 'Back to your chat with {company}',
  restoreNote:
    '{count, plural, one {This link opens your conversation in any browser.} other {These links open your conversations in any browser.}}',
  restoreButton: 'Conversation from {day} ({reference})',
  restoreSecret:
    'Please do not forward this email: whoever has it can read the chat and write in it. The {count, plural, one {link works} other {links work}} for 30 days.',
  restoreWhy:
    'You are receiving this email because somebody asked for it in the chat with {company}. If it was not you, you can ignore it.',
  restoreWhyOnSite:
    'You are receiving this email because somebody asked for it in the chat with {company} on {site}. If it was not you, you can ignore it.',
  waitingSubject: '{visitor} is waiting for an answer',
  waitingFor: 'They have been waiting for {duration}.',
  aVisitor: 'A visitor',
  openConversation: 'Open the conversation',
  answerInInbox: 'Please answer in the inbox. Replies to this email do not reach the visitor.',
  whyAgent:
    'You are receiving this email because {company} emails its agents when a visitor waits for an answer. You can switch these emails off in your preferences.',
  yourPreferences: 'Your preferences',
  unsubscribe: 'Unsubscribe from this conversation',
  notMe: 'This was not me',
} as const;

/** Every catalogue has the same keys. */
export type Catalogue = Readonly<Record<keyof typeof en, string>>;
