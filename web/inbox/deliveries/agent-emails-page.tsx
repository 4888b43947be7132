import type { AgentEmail } from '../../../packages/client/src/index.ts';
import { agents } from '../account/agents.ts';
import { client } from '../account/session.ts';
import { paths } from '../go.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { usePages } from '../parts/loaded.ts';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Time } from '../parts/time.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { dateTime } from '../words/format.ts';
import { say } from '../words/language.ts';
import { isParkedReason, reasonWords, statusWords } from './delivery-words.ts';
import { SectionTabs } from './section-tabs.tsx';
import './deliveries.css';

const pageSize = 50;

/** The emails that told agents that a visitor waited. */
export function AgentEmailsPage() {
  const list = usePages<AgentEmail>('agent emails', (cursor) =>
    client.agentEmails.list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }),
  );
  const replay = (id: string) =>
    client.agentEmails
      .replay(id)
      .then((email) => list.change((before) => before.map((row) => (row.id === id ? email : row))), toastFailure);
  return (
    <Page title={say('agentEmails.title')} actions={<SectionTabs current="toAgents" />}>
      <div class="deliveries">
        <Paged
          list={list}
          expected={5}
          failed={say('agentEmails.failed')}
          none={
            <Empty icon="mail" title={say('agentEmails.emptyTitle')}>
              <p>{say('agentEmails.emptyText')}</p>
              <a class="link" href={paths.settings()}>
                {say('settings.preferences')}
              </a>
            </Empty>
          }
        >
          <table class="table stacked">
            <thead>
              <tr>
                <th scope="col">{say('agentEmails.agent')}</th>
                <th scope="col">{say('deliveries.state')}</th>
                <th scope="col">{say('deliveries.why')}</th>
                <th scope="col">{say('agentEmails.waitingSince')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((email) => (
                <Row key={email.id} email={email} onReplay={() => void replay(email.id)} />
              ))}
            </tbody>
          </table>
        </Paged>
      </div>
    </Page>
  );
}

interface RowProps {
  readonly email: AgentEmail;
  readonly onReplay: () => void;
}

function Row({ email, onReplay }: RowProps) {
  const { agentId, conversationId, status, waitingSince } = email;
  const { words, tone } = statusWords[status];
  return (
    <tr>
      <td class="cell-main">
        <a class="link" href={paths.conversation(conversationId)}>
          {agents.value.get(agentId)?.name ?? agentId}
        </a>
      </td>
      <td>
        <Badge tone={tone}>{say(words)}</Badge>
      </td>
      <td class="cell-why">
        {whyNot(email)}{' '}
        {status === 'parked' && (
          <Button size="small" icon="retry" onClick={onReplay}>
            {say('agentEmails.replay')}
          </Button>
        )}
      </td>
      <td class="cell-time">
        <Time at={waitingSince} format={dateTime} />
      </td>
    </tr>
  );
}

function whyNot({ reason, notNeeded }: AgentEmail): string | null {
  if (notNeeded !== null) return say(`agentEmails.${notNeeded}`);
  return isParkedReason(reason) ? say(reasonWords[reason].why) : null;
}
