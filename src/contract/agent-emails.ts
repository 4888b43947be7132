/** Why an email to an agent was not sent after all, in words. */
export const notNeededReasons = {
  answered: 'the visitor no longer waits',
  notWanted: 'the agent is gone, has no address or wants no such email',
  switchedOff: 'agents are not emailed any more',
  addressSuppressed: 'the address is suppressed',
  noSender: 'the account has no sender',
  limited: 'the agent got too many of them within the hour',
} as const;
export type NotNeededReason = keyof typeof notNeededReasons;
