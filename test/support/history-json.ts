import { createRequire } from 'node:module';
import type { Client } from '@temporalio/client';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/**
 * A workflow's history as `temporal workflow show --output json` prints it: protobuf's JSON, with payloads in base64.
 */
export interface HistoryJson {
  readonly events: readonly Record<string, unknown>[];
}

interface ProtoJson {
  toJson(type: unknown, message: unknown): unknown;
  fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): unknown;
}

/**
 * The SDK's own conversion (`historyToJSON`) throws if npm installs protobufjs separately for each of its packages, as
 * it does here; this uses the copy that Temporal's types were made with.
 */
const require = createRequire(import.meta.url);
const requireBesideTypes = createRequire(require.resolve('@temporalio/proto'));
const { toJson, fromJson }: ProtoJson = requireBesideTypes('protobufjs/ext/protojson');
const { patchProtobufRoot } = require('@temporalio/proto/lib/patch-protobuf-root');
const types = require('@temporalio/proto');
const historyType = patchProtobufRoot(types).lookupType('temporal.api.history.v1.History');

export function historyToJson(history: History): HistoryJson {
  return toJson(historyType, types.temporal.api.history.v1.History.fromObject(history)) as HistoryJson;
}

export function historyFromJson(json: HistoryJson): History {
  return fromJson(historyType, json, { ignoreUnknownFields: true }) as History;
}
