import { z } from 'zod';

/** The answer to an erasure that takes longer than a request may. */
export const ErasureUnderWay = z
  .strictObject({
    state: z.enum(['erasing']).describe('not everything has been deleted yet'),
  })
  .meta({ id: 'ErasureUnderWay' });
