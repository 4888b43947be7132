import { z } from 'zod';

const PartState = z
  .enum(['ok', 'away', 'unfit', 'paused'])
  .describe('`away`: it does not answer; `unfit`: it answers but cannot be used as it is; `paused`: no email is sent');

export const Health = z.object({ status: z.enum(['ok']) }).meta({ id: 'Health' });

export const Readiness = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    parts: z.object({ mongodb: PartState, temporal: PartState, provider: PartState, indexes: PartState }),
    says: z.array(z.string()).describe('what is wrong and what helps, one sentence each'),
  })
  .meta({ id: 'Readiness' });
