import { accountCreate } from './account-create.ts';
import { accountList } from './account-list.ts';
import { audit, deploymentAudit } from './audit.ts';
import type { Command } from './command.ts';
import { conversationsExport } from './conversations-export.ts';
import { conversationsFind } from './conversations-find.ts';
import { conversationsMessages } from './conversations-messages.ts';
import { deliveriesDismiss, deliveriesDismissMany } from './deliveries-dismiss.ts';
import { deliveriesList } from './deliveries-list.ts';
import { deliveriesReplay, deliveriesReplayMany } from './deliveries-replay.ts';
import { deliveriesShow } from './deliveries-show.ts';
import { deploymentPause, deploymentResume } from './deployment-pause.ts';
import { deploymentReplay } from './deployment-replay.ts';
import { deploymentStatus } from './deployment-status.ts';
import { doctor } from './doctor.ts';
import { conversationsErase, visitorsErase } from './erase.ts';
import { inboundDismiss } from './inbound-dismiss.ts';
import { inboundList } from './inbound-list.ts';
import { inboundReplay } from './inbound-replay.ts';
import { inboundSetup } from './inbound-setup.ts';
import { inboundShow } from './inbound-show.ts';
import { jobCommands } from './jobs.ts';
import { keyCreate } from './key-create.ts';
import { keyList, keyRevoke } from './keys.ts';
import { status } from './status.ts';
import { suppressionCommands } from './suppressions.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
  accountCreate,
  accountList,
  keyCreate,
  keyList,
  keyRevoke,
  deploymentPause,
  deploymentResume,
  deploymentStatus,
  deploymentReplay,
  deploymentAudit,
  status,
  conversationsFind,
  conversationsMessages,
  deliveriesList,
  deliveriesShow,
  deliveriesReplay,
  deliveriesReplayMany,
  deliveriesDismiss,
  deliveriesDismissMany,
  ...jobCommands,
  ...suppressionCommands,
  conversationsExport,
  conversationsErase,
  visitorsErase,
  inboundList,
  inboundShow,
  inboundReplay,
  inboundDismiss,
  inboundSetup,
  audit,
  doctor,
];
