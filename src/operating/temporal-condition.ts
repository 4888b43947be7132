import type { Client } from '@temporalio/client';
import { away, fine, type PartCondition, unfit, withPatience } from './condition.ts';

const patienceMs = 2_000;

/** grpc.io, status codes. */
const notFound = 5;
const permissionDenied = 7;
const unauthenticated = 16;

/** Whether Temporal answers and has our namespace. */
export function temporalFitness(client: Client): Promise<PartCondition> {
  const { namespace } = client.options;
  return withPatience('Temporal', async () => {
    try {
      await client.withDeadline(Date.now() + patienceMs, () => client.workflowService.describeNamespace({ namespace }));
      return fine;
    } catch (error) {
      return temporalTrouble(error, namespace);
    }
  });
}

/** What an error of a call says about Temporal. If the key may not call this, that is no problem. */
export function temporalTrouble(error: unknown, namespace: string): PartCondition {
  const code = grpcCode(error);
  if (code === notFound)
    return unfit(
      `Temporal has no namespace ${namespace}: create it (temporal operator namespace create -n ${namespace})`,
    );
  if (code === permissionDenied) return fine;
  const words = error instanceof Error ? error.message : String(error);
  if (code === unauthenticated)
    return away(`Temporal accepts no call: TEMPORAL_API_KEY is missing, wrong or expired (${words})`);
  return away(
    `Temporal does not answer: ${words}${isOfTls(words) ? ' (check TEMPORAL_TLS and TEMPORAL_ADDRESS)' : ''}`,
  );
}

/** Whether one side speaks TLS and the other does not, or a certificate is refused, by the words of OpenSSL and rustls. */
const isOfTls = (words: string): boolean =>
  ['wrong version number', 'certificate', 'TLS', 'SSL', 'InvalidContentType'].some((word) => words.includes(word));

/** The code of a gRPC error, which is a number; other errors of a call have strings (ECONNREFUSED). */
function grpcCode(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}
