/** A change of every setting, as an RFC 7396 merge patch. */
export const settingsExample = {
  emailForwarding: 'transcript',
  timing: {
    afterLeavingSeconds: 60,
    afterInactivitySeconds: 600,
    settleSeconds: 0,
    settleMaxSeconds: 10,
    silenceSeconds: null,
    agentsAwayGraceSeconds: 0,
    quietHours: { from: '22:00', to: '07:00' },
  },
  channels: { outsideWindow: 'email' },
  content: { contextMessages: 0, shortConversationMessages: 5, forwardWithinDays: 7, body: 'notice' },
  contactForm: { online: 'off', offline: 'optional' },
  identity: { captureEmailFromMessages: false },
  delivery: { paused: true, retryForSeconds: 60, onUnknown: 'park', maxMailsPerHour: 1 },
  sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'Reply.Acme.example' },
  brand: { siteUrl: 'https://acme.example', allowedOrigins: ['https://acme.example'], logoUrl: null, color: '#0B7A75' },
  inbox: { allowedOrigins: ['https://desk.acme.example'] },
  retention: { sentMailDays: 30, rawInboundDays: 3_650, auditDays: 1 },
  timeZone: 'America/Toronto',
  locale: 'fr-CA',
};
