import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { say } from '../words/language.ts';

export function SettingsPage() {
  return (
    <Page title={say('settings.title')}>
      <Empty icon="gear" title={say('settings.title')} />
    </Page>
  );
}
