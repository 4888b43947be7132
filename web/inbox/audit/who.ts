import type { AuditEntry } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { say } from '../words/language.ts';

/** Who did it: an agent by their name, as long as there is such an agent. */
export function whoOf({ actor: { kind, id } }: Pick<AuditEntry, 'actor'>): string {
  switch (kind) {
    case 'agent':
      return agents.value.get(id ?? '')?.name ?? say('audit.formerAgent', { id: id ?? '' });
    case 'key':
      return say('audit.key', { id: id ?? '' });
    case 'operator':
      return say('audit.operator');
    case 'system':
      return say('audit.system');
    default:
      return kind satisfies never;
  }
}
