/**
 * What the widget keeps in the browser begins with this: the session under the key itself, each message that is not yet
 * sent under the key and its id.
 */
export const storageKey = (siteKey: string) => `afterchat:${siteKey}`;

/** What the tab's next page goes on with, in sessionStorage (app/engine/next-page.ts). */
export const nextPageKey = (key: string) => `${key}:next`;
