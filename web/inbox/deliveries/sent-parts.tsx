import type { Delivery } from '../../../packages/client/src/index.ts';
import { Badge } from '../parts/badge.tsx';
import { say } from '../words/language.ts';

/** What a message on a channel of the visitor's own is sent as, part by part. */
export function SentParts({ delivery: { parts = [], mailRemovedAt } }: { readonly delivery: Delivery }) {
  return (
    <section class="card delivery-email">
      <header class="card-head">
        <h2>{say('deliveries.partsSent')}</h2>
      </header>
      {parts.length === 0 && (
        <p class="card-body faint">{say(mailRemovedAt === null ? 'deliveries.notComposed' : 'deliveries.removed')}</p>
      )}
      <dl class="facts card-body">
        {parts.map(({ kind, text, acceptedAt }, index) => [
          <dt key={`${index}-name`}>
            {say('deliveries.part', { number: index + 1 })}{' '}
            <Badge tone={acceptedAt === null ? 'quiet' : 'good'}>
              {say(acceptedAt === null ? 'deliveries.partWaits' : 'deliveries.partAccepted')}
            </Badge>
          </dt>,
          <dd key={`${index}-text`} dir="auto">
            {kind === 'attachment' ? say('deliveries.attachment') : (text ?? say('deliveries.removed'))}
          </dd>,
        ])}
      </dl>
    </section>
  );
}
