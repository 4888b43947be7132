import type { EmailChecks } from '../../../packages/client/src/index.ts';
import { client } from '../account/session.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { useLoaded } from '../parts/loaded.ts';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { say } from '../words/language.ts';
import { checkInWords } from '../words/refusals.ts';
import { Part, SelectSetting, TextSetting } from './controls.tsx';
import { savedValue } from './draft.ts';

/** Settings > Email > Answers by email: where visitors answer, and whether that works. */
export const ReplyDomain = () => (
  <>
    <Part title={say('settings.replyDomain')} text={say('settings.replyText')}>
      <TextSetting
        path="sender.replyDomain"
        isOptional
        label={say('settings.replyDomainLabel')}
        hint={say('settings.replyDomainHint')}
        placeholder="reply.acme.example"
      />
      <SelectSetting
        path="delivery.otherSender"
        label={say('settings.otherSender')}
        options={[
          { value: 'flag', label: say('settings.otherSenderFlag') },
          { value: 'reject', label: say('settings.otherSenderReject') },
        ]}
      />
    </Part>
    <Checks />
  </>
);

const tones: Readonly<Record<string, Tone>> = { ok: 'good', failed: 'bad', skipped: 'quiet' };

function Check({ of }: { readonly of: EmailChecks['checks'][number] }) {
  const { name, says, details } = checkInWords(of);
  return (
    <li>
      <p>
        <Badge tone={tones[of.state] ?? 'quiet'}>{say(`settings.check-${of.state}`)}</Badge> <b>{name}</b>
      </p>
      <p>{says}</p>
      {details !== null && <p class="faint">{details}</p>}
    </li>
  );
}

function Checks() {
  const set = JSON.stringify(savedValue('sender'));
  const { now: loaded, again } = useLoaded(`checks ${set}`, () => client.settings.emailChecks());
  return (
    <Part title={say('settings.checks')} text={say('settings.checksText')}>
      {loaded.state === 'loading' && <SkeletonRows count={3} />}
      {(loaded.state === 'failed' || loaded.state === 'missing') && <p class="problem">{loaded.why}</p>}
      {loaded.state === 'ready' && (
        <ul class="checks">
          {loaded.value.checks.length === 0 && <li class="faint">{say('settings.noChecks')}</li>}
          {loaded.value.checks.map((check) => (
            <Check key={check.check} of={check} />
          ))}
        </ul>
      )}
      <div class="settings-actions">
        <Button icon="retry" onClick={again}>
          {say('settings.checkAgain')}
        </Button>
      </div>
    </Part>
  );
}
