import type { Settings } from '../../contract/settings.ts';

export interface SettingsWarning {
  readonly field: string;
  readonly message: string;
}

/** Settings that are valid but unlikely to be what anyone wants. */
export function warningsOf(settings: Settings): readonly SettingsWarning[] {
  return [...aboutSender(settings), ...aboutSite(settings)];
}

function aboutSender({ inbox, sender }: Settings): readonly SettingsWarning[] {
  if (inbox.notifyAgentsAfterSeconds === null || sender !== null) return [];
  return [{ field: 'sender', message: 'is not set, so agents are not emailed when a visitor waits for an answer' }];
}

function aboutSite({ emailForwarding, sender, brand }: Settings): readonly SettingsWarning[] {
  const isMailed = emailForwarding !== 'nothing' && sender !== null;
  if (!isMailed || brand.siteUrl !== null) return [];
  return [
    {
      field: 'brand.siteUrl',
      message:
        "is not set, so emails have no link back to the chat unless the conversation's page is on an allowed origin, and replies to emails do not reach the chat",
    },
  ];
}
