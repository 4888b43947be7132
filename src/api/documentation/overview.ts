/** What a reader needs to know before the first call, in Markdown. */
export const overview = `Live chat that continues by email once the visitor has left. Your chat frontend reports what happens; afterchat emails the visitor the replies they have not read, each of them once.

## Keys

Send a key with every request: \`Authorization: Bearer <key>\`. A key belongs to one account and has one or more scopes:

| scope | allows |
| --- | --- |
| \`chat\` | what a chat frontend does for its visitors |
| \`inbox\` | all of \`chat\`, and what agents do |
| \`settings\` | reading and changing the account's settings |
| \`deliveries\` | emails, suppressions and status |
| \`admin\` | everything, including agents, keys and secrets |

A key belongs on your server: in a web page it would open the whole account to every reader. Pages use visitor sessions or agent sessions instead.

## Requests and answers

- Bodies are JSON in UTF-8 with camelCase names, 262,144 bytes at most.
- Times are ISO 8601 in UTC. Durations are whole seconds, with the unit in the name.
- Ids have 1 to 64 characters out of \`A-Z a-z 0-9 . _ ~ -\`. You choose them, unique within the account (for messages: within the conversation), so any request can be repeated safely: the same id is the same thing.
- Unknown fields and query parameters are refused with 422, so that a typing error does not go unnoticed.

## Lists

A list answers \`{items, nextCursor}\`. Pass \`nextCursor\` as \`cursor\` to get the next page; it is null on the last page.

## Errors

Errors are RFC 9457 problem documents (\`application/problem+json\`). \`type\` is stable and meant for programs; \`detail\` tells people what to do. With 422, each of the \`errors\` has the path of a field, a stable \`code\` for programs and a sentence for people. A request that is answered with an error has changed nothing. The exceptions are 500 and 503, where that is uncertain: send the same request again. With 429 and 503, \`Retry-After\` says in seconds when to try again; a limit that waiting does not lift comes without it.`;
