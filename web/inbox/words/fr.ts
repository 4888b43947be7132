import { agentEmails } from './fr/agent-emails.ts';
import { audit } from './fr/audit.ts';
import { channels } from './fr/channels.ts';
import { composer } from './fr/composer.ts';
import { deliveries } from './fr/deliveries.ts';
import { list } from './fr/list.ts';
import { preferences } from './fr/preferences.ts';
import { received } from './fr/received.ts';
import { replays } from './fr/replays.ts';
import { settings } from './fr/settings.ts';
import { shell } from './fr/shell.ts';
import { status } from './fr/status.ts';
import { thread } from './fr/thread.ts';
import { visitor } from './fr/visitor.ts';
import { withdrawals } from './fr/withdrawals.ts';

export { refusals } from './fr/refusals.ts';

export const words = {
  shell,
  list,
  thread,
  composer,
  visitor,
  deliveries,
  replays,
  withdrawals,
  agentEmails,
  received,
  settings,
  channels,
  status,
  audit,
  preferences,
};
