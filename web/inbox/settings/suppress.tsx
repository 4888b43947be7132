import { useState } from 'preact/hooks';
import { client } from '../account/session.ts';
import { Field } from '../parts/field.tsx';
import { toast } from '../parts/toasts.tsx';
import { say } from '../words/language.ts';
import { Ask } from './dialogs.tsx';

interface SuppressProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Suppresses an address by hand, and asks why for those who look at it later. */
export function Suppress({ onDone, onClose }: SuppressProps) {
  const [address, setAddress] = useState('');
  const [detail, setDetail] = useState('');
  async function run(): Promise<void> {
    const put = await client.suppressions.put(address.trim(), { detail: detail.trim() || null });
    toast(say('settings.suppressedNow', { address: put.address ?? address.trim() }));
    onDone();
  }
  return (
    <Ask title={say('settings.suppressTitle')} does={say('settings.suppress')} run={run} onClose={onClose}>
      {(problemOf) => (
        <>
          <p>{say('settings.suppressText')}</p>
          <Field label={say('settings.address')} problem={problemOf('address')}>
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="email"
                required
                maxLength={254}
                value={address}
                onInput={({ currentTarget: { value } }) => setAddress(value)}
              />
            )}
          </Field>
          <Field
            label={say('settings.suppressWhy')}
            hint={say('settings.suppressWhyHint')}
            problem={problemOf('detail')}
          >
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                maxLength={500}
                value={detail}
                onInput={({ currentTarget: { value } }) => setDetail(value)}
              />
            )}
          </Field>
        </>
      )}
    </Ask>
  );
}
