import { type OutcomeReason, outcomeReasons } from './outcomes.ts';

const label = (reason: OutcomeReason) => outcomeReasons[reason].label;

/** Why a delivery was withdrawn before it was sent, in words that continue "withdrawn: ". */
export const withdrawalReasons = {
  read: 'the visitor has read it',
  cancelledByAgent: label('cancelledByAgent'),
  deleted: label('deleted'),
  erased: 'its conversation was erased',
  tooOld: label('tooOld'),
  nothingLeft: 'none of its messages is to be sent any more',

  notIdentified: label('notIdentified'),
  addressSuppressed: label('addressSuppressed'),
  unsubscribed: label('unsubscribed'),
  forwardingOff: label('forwardingOff'),
  noSender: 'the account has no sender',
  paused: label('paused'),
  beforeTrigger: label('beforeTrigger'),
  rateCapped: label('rateCapped'),
  addressLimited: label('addressLimited'),
  quietHours: label('quietHours'),
  outsideMessagingWindow: label('outsideMessagingWindow'),
  otherChannel: 'the visitor is answered on another channel',
} as const;
export type WithdrawalReason = keyof typeof withdrawalReasons;

export const withdrawalNames = Object.keys(withdrawalReasons) as [WithdrawalReason, ...WithdrawalReason[]];

export const isWithdrawalReason = (reason: string): reason is WithdrawalReason =>
  Object.hasOwn(withdrawalReasons, reason);
