import type { Conversation } from '../../../packages/client/src/index.ts';
import { minute } from '../account/clock.ts';
import { ChannelMark } from '../parts/channel-mark.tsx';
import { Time } from '../parts/time.tsx';
import { channelNames } from '../thread/channel-names.ts';
import { dateTime } from '../words/format.ts';
import { languageTag, say } from '../words/language.ts';
import { languageName, pageLink, timeIn } from './about.ts';

interface FactsProps {
  readonly conversation: Conversation;
  readonly firstSeenAt: string;
}

/** What is known of the visitor beside their name and address. */
export function Facts({ conversation, firstSeenAt }: FactsProps) {
  const { visitor, page, channel, cameBy } = conversation;
  const from = [cameBy?.source, cameBy?.ref].filter((part) => typeof part === 'string').join(' · ');
  const { timeZone, locale } = visitor;
  const localTime = timeZone === null ? null : timeIn(timeZone, minute.value, languageTag());
  const link = page === null ? null : pageLink(page);
  return (
    <dl class="facts">
      {channel.kind !== 'web' && (
        <>
          <dt>{say('visitor.channel')}</dt>
          <dd class="with-mark">
            <ChannelMark kind={channel.kind} />
            <span aria-hidden="true">{channelNames[channel.kind]}</span>
          </dd>
          {channel.pageName !== undefined && (
            <>
              <dt>{say('visitor.writesTo')}</dt>
              <dd dir="auto">{channel.pageName}</dd>
            </>
          )}
        </>
      )}
      {channel.kind === 'instagram' && visitor.username !== undefined && (
        <>
          <dt>{say('visitor.profile')}</dt>
          <dd>
            <a
              class="link"
              dir="ltr"
              href={`https://www.instagram.com/${encodeURIComponent(visitor.username)}/`}
              target="_blank"
              rel="noopener noreferrer nofollow"
            >
              @{visitor.username}
            </a>
          </dd>
        </>
      )}
      {from !== '' && (
        <>
          <dt>{say('visitor.cameBy')}</dt>
          <dd dir="auto">{from}</dd>
        </>
      )}
      {localTime !== null && (
        <>
          <dt>{say('visitor.localTime')}</dt>
          <dd class="numbers" title={timeZone ?? ''}>
            {localTime}
          </dd>
        </>
      )}
      {locale !== null && (
        <>
          <dt>{say('visitor.language')}</dt>
          <dd>{languageName(locale, languageTag())}</dd>
        </>
      )}
      {link !== null && (
        <>
          <dt>{say('visitor.page')}</dt>
          <dd>
            <a class="link" href={link.href} target="_blank" rel="noopener noreferrer nofollow">
              {link.text}
            </a>
          </dd>
        </>
      )}
      <dt>{say('visitor.firstSeen')}</dt>
      <dd>
        <Time at={firstSeenAt} format={dateTime} />
      </dd>
    </dl>
  );
}
