import { useState } from 'preact/hooks';
import type { Channel, ChannelList } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { type Loaded, useLoaded } from '../parts/loaded.ts';
import { Time } from '../parts/time.tsx';
import { say } from '../words/language.ts';
import { ConnectChannel } from './connect-channel.tsx';
import { Part } from './controls.tsx';
import { Ask, CopyButton } from './dialogs.tsx';
import { ListPart } from './list-part.tsx';
import { AddButton } from './row-buttons.tsx';

const tones: Readonly<Record<Channel['status'], Tone>> = {
  ok: 'good',
  unchecked: 'warn',
  tokenDead: 'bad',
  restricted: 'bad',
};
const advice = {
  unchecked: 'channels.doUnchecked',
  tokenDead: 'channels.doTokenDead',
  restricted: 'channels.doRestricted',
} as const;

const nameOf = ({ name, id }: Channel) => name || say('channels.unnamed', { id });

/** Settings > Inbox > Channels: the pages of Messenger and the Instagram accounts on which visitors are answered. */
export function Channels() {
  const { now: loaded, again } = useLoaded<ChannelList>('channels', () => client.channels.list());
  const [edited, setEdited] = useState<Channel | 'new' | null>(null);
  const [removed, setRemoved] = useState<Channel | null>(null);
  return (
    <>
      <Part title={say('channels.pages')} text={say('channels.pagesText')}>
        <AddButton label={say('channels.connect')} onClick={() => setEdited('new')} />
        <ListPart
          loaded={itemsOf(loaded)}
          onRetry={() => void again()}
          icon="chat"
          none={say('channels.none')}
          label={say('channels.pages')}
          columns={[say('channels.page'), say('channels.state')]}
          row={(channel) => (
            <tr key={`${channel.kind}/${channel.id}`}>
              <td class="channel-page">
                {nameOf(channel)}
                <span class="note block">{say(`channels.${channel.kind}`)}</span>
                {channel.name !== '' && <span class="note block">{channel.id}</span>}
                {channel.kind === 'instagram' && (
                  <span class="note block">
                    {say(channel.login === 'facebook' ? 'channels.byFacebook' : 'channels.byInstagram')}
                  </span>
                )}
              </td>
              <State channel={channel} onReplace={() => setEdited(channel)} />
              <td>
                <span class="row-buttons">
                  <Button
                    size="small"
                    icon="edit"
                    label={say('channels.replaceOf', { name: nameOf(channel) })}
                    onClick={() => setEdited(channel)}
                  />
                  <Button
                    size="small"
                    kind="danger"
                    icon="trash"
                    label={say('channels.disconnectOf', { name: nameOf(channel) })}
                    onClick={() => setRemoved(channel)}
                  />
                </span>
              </td>
            </tr>
          )}
        />
      </Part>
      {loaded.state === 'ready' && <AtMeta setup={loaded.value.setup} />}
      {edited !== null && (
        <ConnectChannel
          channel={edited === 'new' ? null : edited}
          onSaved={() => void again()}
          onClose={() => setEdited(null)}
        />
      )}
      {removed !== null && (
        <Ask
          title={say('channels.disconnectOf', { name: nameOf(removed) })}
          does={say('channels.disconnect')}
          kind="danger"
          run={async () => {
            await client.channels.delete(removed.kind, removed.id);
            void again();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>{say('channels.disconnectText')}</p>
        </Ask>
      )}
    </>
  );
}

const itemsOf = (loaded: Loaded<ChannelList>): Loaded<readonly Channel[]> =>
  loaded.state === 'ready' ? { state: 'ready', value: loaded.value.items } : loaded;

interface StateProps {
  readonly channel: Channel;
  readonly onReplace: () => void;
}

function State({ channel: { status, statusSince, tokenExpiresAt, confirmedAt }, onReplace }: StateProps) {
  const isUnconfirmed = status === 'unchecked' && confirmedAt === null;
  return (
    <td>
      <Badge tone={tones[status]}>{say(`channels.${status}`)}</Badge>
      {status !== 'ok' && (
        <span class="note block">
          {say(isUnconfirmed ? 'channels.doUnconfirmed' : advice[status])} {say('channels.since')}{' '}
          <Time at={statusSince} />
        </span>
      )}
      {status === 'tokenDead' && (
        <Button size="small" onClick={onReplace}>
          {say('channels.replace')}
        </Button>
      )}
      {status === 'ok' && tokenExpiresAt !== null && (
        <span class="note block">
          {say('channels.ends')} <Time at={tokenExpiresAt} />
        </span>
      )}
    </td>
  );
}

/** What is to be entered there, and what this installation lacks. */
function AtMeta({ setup: { webhookUrl, verifyTokenHint, missing } }: { readonly setup: ChannelList['setup'] }) {
  return (
    <Part title={say('channels.atMeta')} text={say('channels.atMetaText')}>
      {missing.length > 0 && <p class="problem">{say('channels.missing', { names: missing.join(', ') })}</p>}
      {webhookUrl !== null && (
        <div class="field">
          <span class="label">{say('channels.callbackUrl')}</span>
          <code class="code">{webhookUrl}</code>
          <div class="settings-actions">
            <CopyButton text={webhookUrl} />
          </div>
        </div>
      )}
      {verifyTokenHint !== null && (
        <div class="field">
          <span class="label">{say('channels.verifyToken')}</span>
          <p>{say('channels.verifyTokenIs', { hint: verifyTokenHint })}</p>
        </div>
      )}
    </Part>
  );
}
