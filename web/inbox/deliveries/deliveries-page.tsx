import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { say } from '../words/language.ts';

export function DeliveriesPage() {
  return (
    <Page title={say('deliveries.title')}>
      <Empty icon="mail" title={say('deliveries.title')} />
    </Page>
  );
}
