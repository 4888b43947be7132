import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { say } from '../words/language.ts';

export function StatusPage() {
  return (
    <Page title={say('status.title')}>
      <Empty icon="pulse" title={say('status.title')} />
    </Page>
  );
}
