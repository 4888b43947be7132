import { z } from 'zod';

const PartState = z.enum(['ok', 'away']);

export const Health = z.object({ status: z.enum(['ok']) }).meta({ id: 'Health' });

export const Readiness = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    parts: z.object({ mongodb: PartState, temporal: PartState }),
  })
  .meta({ id: 'Readiness' });
