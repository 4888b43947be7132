import type { Attachment } from '../../../../packages/client/src/index.ts';
import type { ShownMessage } from '../chat.ts';
import { troubleSentence } from '../words/trouble-sentence.ts';
import type { Around, InAround } from './around.ts';
import { isEmojiOnly, linked } from './links.ts';
import { Face, Icon } from './pictures.tsx';
import type { MessageRow } from './rows.ts';

/** Links that others wrote open beside the site, and say nothing for it. */
const elsewhere = { target: '_blank', rel: 'noopener noreferrer nofollow' };

/** One message, named by its author and time. */
export function Message({ around, row }: InAround & { readonly row: MessageRow }) {
  const { language } = around;
  const { shown, author, isFirst, isLast } = row;
  const time = language.time(row.time);
  const who = author.isVisitor ? language.say('you') : (author.name ?? around.name);
  const stored = 'message' in shown ? shown.message : null;
  const text =
    stored?.state === 'deleted' ? language.say('deleted') : 'message' in shown ? shown.message.text : shown.text;
  return (
    <article
      class={`${author.isVisitor ? 'mine' : 'theirs'} ${isFirst ? 'first' : ''} ${stored?.state}`}
      aria-label={`${who}, ${time}`}
      data-seq={stored?.seq}
    >
      {!author.isVisitor && isFirst && (
        <>
          <Face person={{ name: who, avatarUrl: author.avatarUrl }} />
          <p class="note">
            <bdi>{who}</bdi>
          </p>
        </>
      )}
      {text && (
        <p class={`words ${isEmojiOnly(text) ? 'emoji' : ''}`} dir="auto">
          {linked(text).map(({ text, href }) =>
            href ? (
              <a href={href} {...elsewhere}>
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      )}
      {('message' in shown ? shown.message.attachments : shown.files).map((file) => attached(around, file))}
      {standing(around, shown, isLast && time)}
    </article>
  );
}

function attached({ apiUrl, language }: Around, { name, bytes, url, previewUrl, width = 1, height = 1 }: Attachment) {
  const at = (path: string) => new URL(path, apiUrl).href;
  // Of the size that the preview has, so that nothing moves when it arrives.
  const scale = Math.min(1, 240 / width, 240 / height);
  return (
    <a class={previewUrl ? 'picture' : 'file'} href={at(url)} download={name} {...elsewhere}>
      {previewUrl ? (
        <img
          src={at(previewUrl)}
          alt={name}
          referrerpolicy="no-referrer"
          width={width * scale}
          height={height * scale}
        />
      ) : (
        <>
          <Icon of="paper" />
          <span>
            <bdi>{name}</bdi> <small>{language.bytes(bytes)}</small>
          </span>
        </>
      )}
    </a>
  );
}

/** Where the message is on its way, and what can be done about it; if it has arrived, the time below a group. */
function standing({ chat, language }: Around, shown: ShownMessage, time: string | false) {
  const { say } = language;
  switch (shown.kind) {
    case 'pending':
      return <p class="note">{say('sending')}</p>;
    case 'held':
      return <p class="note">{say('held')}</p>;
    case 'failed':
      return (
        <p class="note bad">
          {shown.trouble ? troubleSentence(language, shown.trouble) : say('notSent')}{' '}
          <button type="button" onClick={() => chat.retry(shown.id)}>
            {say('retry')}
          </button>
          <button type="button" onClick={() => chat.discard(shown.id)}>
            {say('discard')}
          </button>
        </p>
      );
    case 'stored': {
      const { editedAt, via, state } = shown.message;
      const marks = [time, via === 'email' && say('byEmail'), editedAt && state === 'sent' && say('edited')];
      return <p class="note">{marks.filter(Boolean).join(' · ')}</p>;
    }
    default:
      return shown satisfies never;
  }
}
