/** Where Meta keeps the files of messages: the hosts of the addresses in its webhooks. */
export const metaMediaHosts = ['fbcdn.net', 'fbsbx.com', 'cdninstagram.com'] as const;
