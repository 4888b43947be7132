import {
  adminChooses,
  adminEndsQuietHours,
  after,
  agentAsks,
  agentCorrects,
  agentDeletes,
  agentGoes,
  agentSays,
  onceAttempted,
  onceParked,
  supportReplays,
  visitorAnswersByEmail,
  visitorLeaves,
  visitorReads,
  visitorReturns,
  visitorSays,
} from './requests.ts';
import type { Scenario } from './world.ts';

/**
 * Each is small enough to be explored completely; together they contain every pair of things that meet in the protocol.
 */
export const scenarios = {
  'one reply, and two crashes': { clients: { agent: [agentSays('a')] }, crashes: 2 },
  'one reply, and a stall': { clients: { agent: [agentSays('a')] }, stalls: 1 },
  'replies while a look runs': {
    clients: { agent: [agentSays('a')], colleague: [agentSays('b')] },
    visitorLeft: true,
    crashes: 1,
  },
  'replies while a mail is under way': {
    clients: { agent: [agentSays('a'), agentSays('b')] },
    visitorLeft: true,
    stalls: 1,
  },
  'the visitor leaves': { clients: { agent: [agentSays('a')], visitor: [visitorLeaves] }, crashes: 1 },
  'the visitor comes back': {
    clients: { agent: [agentSays('a')], visitor: [visitorReturns, visitorLeaves] },
    visitorLeft: true,
    crashes: 1,
  },
  'the visitor reads': {
    clients: { agent: [agentSays('a')], visitor: [visitorReads(1)] },
    visitorLeft: true,
    stalls: 1,
  },
  'the visitor writes': {
    clients: { agent: [agentSays('a')], visitor: [visitorSays('q')] },
    visitorLeft: true,
    crashes: 1,
  },
  'the visitor answers by email': {
    clients: { agent: [agentSays('a')], visitor: [visitorAnswersByEmail('e')] },
    crashes: 1,
  },
  'a reply is deleted': {
    clients: { agent: [agentSays('a'), agentDeletes('a')], colleague: [agentSays('b')] },
    visitorLeft: true,
    crashes: 1,
  },
  'an agent asks to send now': {
    clients: { agent: [agentSays('a')], colleague: [agentAsks('sendNow')] },
    crashes: 1,
  },
  'an agent asks to send now while a mail is under way': {
    clients: { agent: [agentSays('a'), agentSays('b')], colleague: [agentAsks('sendNow')] },
    visitorLeft: true,
  },
  'a reply to be emailed now, and a crash': { clients: { agent: [agentSays('a', 'now')] }, crashes: 1 },
  'a reply only in the chat, and one to be emailed now': {
    clients: { agent: [agentSays('a', 'never')], colleague: [agentSays('b', 'now')] },
    visitorLeft: true,
  },
  'an agent cancels': {
    clients: { agent: [agentSays('a')], colleague: [agentAsks('cancel')] },
    visitorLeft: true,
    stalls: 1,
  },
  'an agent cancels, and thinks again': {
    clients: { agent: [agentSays('a')], colleague: [agentAsks('cancel'), agentAsks('sendNow')] },
    visitorLeft: true,
    crashes: 1,
  },
  'all agents go offline while a reply is under way': {
    clients: { agent: [agentSays('a')], colleague: [agentGoes('offline')] },
  },
  'all agents go offline, and a crash': {
    clients: { agent: [agentSays('a')], colleague: [agentGoes('offline')] },
    crashes: 1,
  },
  'all agents go offline at the end of the day, and two crashes': {
    clients: { agent: [agentSays('a')], colleague: [after(90, agentGoes('offline'))] },
    crashes: 2,
  },
  'all agents go offline at the end of the day, and a stall': {
    clients: { agent: [agentSays('a')], colleague: [after(90, agentGoes('offline'))] },
    stalls: 1,
  },
  'the visitor reads when all agents go offline': {
    clients: {
      agent: [agentSays('a')],
      colleague: [after(90, agentGoes('offline'))],
      visitor: [after(100, visitorReads(1))],
    },
  },
  'a reply comes when all agents go offline': {
    clients: { agent: [agentSays('a'), after(100, agentSays('b'))], colleague: [after(90, agentGoes('offline'))] },
  },
  'it is unknown whether an email went when all agents went offline': {
    clients: { agent: [agentSays('a')], colleague: [after(90, agentGoes('offline'))] },
    ends: ['lost'],
    crashes: 1,
  },
  'agents come and go': {
    clients: { agent: [agentSays('a')], colleague: [agentGoes('offline'), agentGoes('online'), agentGoes('offline')] },
  },
  'an email whose outcome is unknown is replayed': {
    clients: { agent: [agentSays('a')], support: [supportReplays] },
    ends: ['lost'],
    onUnknown: 'park',
    visitorLeft: true,
    crashes: 1,
  },
  'an email whose outcome is unknown is replayed while more is written': {
    clients: { agent: [agentSays('a'), onceAttempted(agentSays('b'))], support: [supportReplays] },
    ends: ['unheard'],
    onUnknown: 'park',
    visitorLeft: true,
  },
  'an email whose outcome is unknown is replayed to a corrected address': {
    clients: { agent: [agentSays('a'), onceAttempted(agentCorrects('right@example.com'))], support: [supportReplays] },
    ends: ['unheard'],
    visitorLeft: true,
  },
  'an email whose outcome is unknown is replayed to a corrected address that is at its limit': {
    clients: { agent: [agentSays('a'), onceAttempted(agentCorrects('right@example.com'))], support: [supportReplays] },
    ends: ['lost'],
    onUnknown: 'park',
    limitedAddresses: ['right@example.com'],
    visitorLeft: true,
  },
  'an email whose outcome is unknown is replayed to a corrected address while forwarding is turned off and on': {
    clients: {
      agent: [agentSays('a'), onceAttempted(agentCorrects('right@example.com'))],
      support: [supportReplays],
      admin: [onceParked(adminChooses('nothing')), adminChooses('unreadReplies')],
    },
    ends: ['lost'],
    onUnknown: 'park',
    visitorLeft: true,
  },
  'a refused mail is replayed while forwarding is turned off': {
    clients: { agent: [agentSays('a')], support: [supportReplays], admin: [onceParked(adminChooses('nothing'))] },
    ends: ['rejected'],
    visitorLeft: true,
  },
  'a refused mail is replayed to an address at its limit': {
    clients: {
      agent: [agentSays('a'), onceParked(agentCorrects('right@example.com'))],
      support: [supportReplays],
    },
    ends: ['rejected'],
    limitedAddresses: ['right@example.com'],
    visitorLeft: true,
  },
  'a refused mail is replayed while it is read': {
    clients: { agent: [agentSays('a')], support: [supportReplays], visitor: [onceParked(visitorReads(1))] },
    ends: ['rejected'],
    visitorLeft: true,
  },
  'a reply at night, and a crash': {
    clients: { agent: [agentSays('a')] },
    visitorLeft: true,
    quietUntil: '11:00',
    crashes: 1,
  },
  'an agent asks at night to send now': {
    clients: { agent: [agentSays('a')], colleague: [agentAsks('sendNow')] },
    visitorLeft: true,
    quietUntil: '11:00',
  },
  'quiet hours are ended while a reply waits for their end': {
    clients: { agent: [agentSays('a')], admin: [adminEndsQuietHours] },
    visitorLeft: true,
    quietUntil: '11:00',
  },
  'two sweepers': { clients: { agent: [agentSays('a')] }, sweepers: 2, crashes: 1 },
} satisfies Record<string, Scenario>;
