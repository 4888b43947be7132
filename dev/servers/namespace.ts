import { Connection, isGrpcServiceError } from '@temporalio/client';
import Long from 'long';

/** grpc.io, status codes. */
const alreadyExists = 6;

/** Creates a namespace on the Temporal at this address, unless it exists. */
export async function makeNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: Long.fromNumber(86_400) },
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== alreadyExists) throw error;
  } finally {
    await connection.close();
  }
}
