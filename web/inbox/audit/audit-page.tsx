import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { say } from '../words/language.ts';

export function AuditPage() {
  return (
    <Page title={say('audit.title')}>
      <Empty icon="scroll" title={say('audit.title')} />
    </Page>
  );
}
