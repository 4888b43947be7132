import type { Settings } from '../../contract/settings.ts';

export interface SettingsWarning {
  readonly field: string;
  readonly message: string;
}

/** What may be set so, and yet is hardly what somebody wants. */
export function warningsOf({ emailForwarding, sender, brand }: Settings): readonly SettingsWarning[] {
  const isMailed = emailForwarding !== 'nothing' && sender !== null;
  if (!isMailed || brand.siteUrl !== null) return [];
  return [
    {
      field: 'brand.siteUrl',
      message:
        "is not set, so a mail has no link back to the chat unless the conversation's page is on an allowed origin, and a reply to a mail does not reach the chat",
    },
  ];
}
