export const thread = {
  noneTitle: 'No conversation is open',
  noneText: 'Choose one from the list to read it and to answer.',
  keyReply: 'Write a reply',
  keySend: 'Send',
  keyClose: 'Close the conversation',
  keyBack: 'Back to the list',
} as const;
