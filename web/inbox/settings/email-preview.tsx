import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from '../../../packages/client/src/index.ts';
import { visitorName } from '../account/conversations.ts';
import { client } from '../account/session.ts';
import { Field } from '../parts/field.tsx';
import { say } from '../words/language.ts';

const maxConversations = 20;

interface PreviewProps {
  /** What the preview shows instead of what is saved, as the route takes it. */
  readonly shows: Readonly<Record<string, string>>;
}

/** The email as it would be sent, on a sample or one of the latest conversations. Nothing is sent. */
export function EmailPreview({ shows }: PreviewProps) {
  const [device, setDevice] = useState<'desktop' | 'phone'>('desktop');
  const [conversationId, setConversation] = useState('');
  const [latest, setLatest] = useState<readonly Conversation[]>([]);
  useEffect(() => {
    client.conversations.list({ limit: maxConversations }).then(
      ({ items }) => setLatest(items),
      () => {},
    );
  }, []);
  const query = new URLSearchParams({
    ...shows,
    ...(conversationId === '' ? {} : { conversation: conversationId }),
  });
  const address = useSettled(`/v1/settings/email-preview?${query}`);
  return (
    <div class="preview">
      <div class="preview-head">
        <Field label={say('settings.previewOf')}>
          {(attributes) => (
            <select
              {...attributes}
              class="select"
              value={conversationId}
              onChange={({ currentTarget }) => setConversation(currentTarget.value)}
            >
              <option value="">{say('settings.previewSample')}</option>
              {latest.map((conversation) => (
                <option key={conversation.id} value={conversation.id}>
                  {visitorName(conversation)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <fieldset class="tabs">
          <legend class="hidden">{say('settings.previewWidth')}</legend>
          {(['desktop', 'phone'] as const).map((one) => (
            <button key={one} type="button" class="tab" aria-pressed={device === one} onClick={() => setDevice(one)}>
              {say(one === 'desktop' ? 'settings.desktop' : 'settings.phone')}
            </button>
          ))}
        </fieldset>
      </div>
      <div class="preview-ground" data-device={device}>
        <iframe class="preview-frame" title={say('settings.previewTitle')} src={address} sandbox="" />
      </div>
    </div>
  );
}

const settleMs = 300;

/** Follows a value that changes while one types, once it rests. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
