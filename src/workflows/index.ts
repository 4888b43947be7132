/** What the worker registers. */
export { agentEmail } from './agent-email.ts';
export { bulkReplay } from './bulk-replay.ts';
export { conversation } from './conversation.ts';
export { fanOut } from './fan-out.ts';
export { inbound } from './inbound.ts';
export { restoreLink } from './restore-link.ts';
export { webhook } from './webhook.ts';
