import { inBytes, shortTime, wholeTime } from '../mailbox/words.ts';
import type { Attachment, Channel, Message } from './api.ts';
import { act, caught } from './state.ts';

export function MessageView({ message, channel }: { readonly message: Message; readonly channel: Channel }) {
  const { id, from, text, attachments, receivedAt, reaction, isUnsent, postback } = message;
  const isOwn = from === 'visitor';
  const react = () => void caught(act({ reaction: { mid: id, action: reaction === null ? 'react' : 'unreact' } }));
  return (
    <li class="message" data-own={isOwn}>
      <span class="hidden">{isOwn ? 'You:' : 'The page:'}</span>
      <div class="bubble" data-gone={isUnsent}>
        {isUnsent && <p>You unsent this message.</p>}
        {postback !== null && <p>You pressed “{postback}”.</p>}
        {text !== null && (
          <p class="words" dir="auto">
            {text}
          </p>
        )}
        {attachments.map((attachment) => (
          <Attached key={attachment.url} attachment={attachment} />
        ))}
        {reaction !== null && (
          <span class="reaction" role="img" aria-label={`Your reaction: ${reaction}`}>
            {reaction}
          </span>
        )}
      </div>
      <p class="under">
        <time dateTime={receivedAt} title={wholeTime(receivedAt)}>
          {shortTime(receivedAt)}
        </time>
        <span>{fateOf(message)}</span>
        {!isOwn && (
          <button type="button" class="quiet" aria-pressed={reaction !== null} onClick={react}>
            Love
          </button>
        )}
        {isOwn && channel === 'instagram' && !isUnsent && postback === null && (
          <button type="button" class="quiet" onClick={() => void caught(act({ unsend: id }))}>
            Unsend
          </button>
        )}
      </p>
    </li>
  );
}

function fateOf({ from, readAt, tag, writtenIn }: Message): string {
  const read = readAt === null ? null : `${from === 'page' ? 'Read' : 'Seen'} ${shortTime(readAt)}`;
  const how = writtenIn === 'ownInbox' ? 'in Meta’s own inbox' : tag === null ? null : `tag ${tag}`;
  const unread = from === 'page' && read === null ? 'Not read' : null;
  return [how, read, unread].filter((part) => part !== null).join(' · ');
}

function Attached({ attachment }: { readonly attachment: Attachment }) {
  const { type, url, name, bytes } = attachment;
  const path = pathOf(url);
  // The page's policy lets no picture of another host in.
  if ((type === 'image' || type === 'sticker') && path !== null)
    return <img class={type} src={path} alt={type === 'sticker' ? 'A sticker' : name} />;
  return (
    <a class="file" href={path ?? url} target="_blank" rel="noreferrer">
      {name}
      {bytes !== null && ` (${inBytes(bytes)})`}
    </a>
  );
}

/** Null: it is elsewhere. */
function pathOf(url: string): string | null {
  const { pathname } = URL.canParse(url) ? new URL(url) : { pathname: '' };
  return pathname.startsWith('/cdn/') ? pathname : null;
}
