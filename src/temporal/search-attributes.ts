import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What an operator filters conversations by in Temporal UI (design section 4). */
export const accountAttribute = defineSearchAttributeKey('AfterchatAccount', SearchAttributeType.KEYWORD);
export const channelAttribute = defineSearchAttributeKey('AfterchatChannel', SearchAttributeType.KEYWORD);
export const stateAttribute = defineSearchAttributeKey('AfterchatState', SearchAttributeType.KEYWORD);
export const reasonAttribute = defineSearchAttributeKey('AfterchatReason', SearchAttributeType.KEYWORD);

const names = [accountAttribute, channelAttribute, stateAttribute, reasonAttribute].map(({ name }) => name);

/** temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD */
const keyword = 2;

/**
 * Registers the search attributes that are missing. Registering one again with another type would be silently ignored,
 * so the types are compared: a wrong one throws SearchAttributeTypeError.
 */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const { missing, wrong } = await searchAttributeFaults(client);
  if (wrong.length > 0) throw new SearchAttributeTypeError(wrong);
  if (missing.length === 0) return;
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
}

/** Which search attributes are missing, and which exist with another type. */
export async function searchAttributeFaults({
  connection,
  options: { namespace },
}: Client): Promise<{ readonly missing: readonly string[]; readonly wrong: readonly string[] }> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return {
    missing: names.filter((name) => customAttributes[name] === undefined),
    wrong: names.filter((name) => customAttributes[name] !== undefined && customAttributes[name] !== keyword),
  };
}

/** A search attribute exists with another type, which only an operator can correct. */
export class SearchAttributeTypeError extends Error {
  constructor(wrong: readonly string[]) {
    super(
      `Temporal's search attributes ${wrong.join(', ')} exist but are not of type Keyword: ` +
        'remove them (temporal operator search-attribute remove) and restart, or use another namespace.',
    );
    this.name = 'SearchAttributeTypeError';
  }
}

/** Whether this is Temporal's error for search attributes that are not registered, as with a new database. */
export function isMissingSearchAttribute(error: unknown): boolean {
  return messagesOf(error).some((message) => /search attribute|no mapping defined/i.test(message));
}

function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message);
  return messages;
}
