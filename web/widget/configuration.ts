/** What a page's widget needs to know before a session: `GET /v1/visitor/widget?siteKey=…`. */
export interface WidgetConfiguration {
  /** The address of the app's module, relative to the API; its name changes with its content. */
  readonly app: string;
  /** Who the visitor chats with: the sender's name, or the account's. */
  readonly name: string;
  /** A colour such as #0b7a75. */
  readonly color: string;
  readonly logoUrl: string | null;
  /** The language of visitors whose own is not known. */
  readonly locale: string;
  readonly agents: {
    readonly online: boolean;
    /** Some of those who are online, for names and pictures. */
    readonly people: readonly { readonly name: string; readonly avatarUrl: string | null }[];
  };
}
