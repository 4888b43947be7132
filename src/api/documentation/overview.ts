/** What a reader needs to know before the first call, in Markdown's plainest form: paragraphs, `code` and lists. */
export const overview = `Live chat that goes on by email when the visitor has left. A chat frontend tells here what happens; afterchat mails the visitor the replies that they did not read, once.

**Form.** JSON in UTF-8, camelCase. Times are ISO-8601 in UTC, durations whole seconds with the unit in the name. Bodies have at most 262,144 bytes.

**Keys.** \`Authorization: Bearer <key>\`. A key belongs to one account and has scopes; \`inbox\` includes \`chat\`, and \`admin\` everything.

**Ids** are 1 to 64 characters of A-Z a-z 0-9 . _ ~ - and unique in the account (messages: in the conversation). The caller chooses them, so that every request can be sent again without harm: the first result is answered once more.

**Lists** answer \`{items, nextCursor}\`; send \`nextCursor\` as \`cursor\` for the next page. It is null on the last one.

**Errors** are RFC 9457 problem documents, \`application/problem+json\`. \`type\` is stable and \`detail\` says what to do. A request answered with an error has changed nothing, except 500 and 503, after which nobody can say: send the same request again. With 429 and 503 comes \`Retry-After\`, in seconds.`;
