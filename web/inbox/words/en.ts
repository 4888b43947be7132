import { agentEmails } from './en/agent-emails.ts';
import { audit } from './en/audit.ts';
import { channels } from './en/channels.ts';
import { composer } from './en/composer.ts';
import { deliveries } from './en/deliveries.ts';
import { list } from './en/list.ts';
import { preferences } from './en/preferences.ts';
import { received } from './en/received.ts';
import { replays } from './en/replays.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { status } from './en/status.ts';
import { thread } from './en/thread.ts';
import { visitor } from './en/visitor.ts';
import { withdrawals } from './en/withdrawals.ts';

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
