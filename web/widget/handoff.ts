import type { WidgetConfiguration } from '../../packages/client/src/index.ts';
import type { Command, WidgetEvents, WidgetOptions } from '../../packages/client/src/widget.ts';

/** What the loader gives to the app when the app is first needed. */
export interface Handoff {
  /** The API's address, without a slash at its end: where the loader's script came from. */
  readonly apiUrl: string;
  readonly siteKey: string;
  /** As the API told it: the brand, who is online. */
  readonly configuration: WidgetConfiguration;
  readonly options: WidgetOptions;
  /** Language tag, as the page or the browser has it. */
  readonly locale: string;
  /**
   * The shadow root of the element that the loader added to the page: everything that the widget draws is in it. It is
   * put back when the page replaces its body.
   */
  readonly root: ShadowRoot;
  /** The loader's launcher; null with `launcher: false`. Focus goes back to it when the chat is closed. */
  readonly launcher: Launcher | null;
  /** The code of a link in an email (`#afterchat=…`), which the loader took out of the page's address. */
  readonly code: string | null;
  tell<Name extends keyof WidgetEvents>(name: Name, detail: WidgetEvents[Name]): void;
}

/** The round button, which the loader draws and the app keeps up to date. */
export interface Launcher {
  readonly button: HTMLButtonElement;
  /** `label` is the button's accessible name, which includes the count of unread messages. */
  show(state: { readonly isOpen: boolean; readonly label: string }): void;
  /** Says that the chat is on its way, until the next of these. */
  busy(): void;
}

/** What the loader keeps of the app. */
export interface WidgetApp {
  run(command: Exclude<Command, readonly ['boot', ...unknown[]] | readonly ['destroy']>): void;
  destroy(): void;
}
