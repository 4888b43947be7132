import { Fragment } from 'preact';
import { keyLabels, keysInOrder } from '../keys.ts';
import { Dialog } from '../parts/dialog.tsx';
import { say, type WordKey } from '../words/language.ts';
import { closeOverlay } from './overlays.ts';

const groups = [
  ['everywhere', 'shell.keysEverywhere'],
  ['list', 'shell.keysList'],
  ['thread', 'shell.keysThread'],
] as const satisfies readonly (readonly [string, WordKey])[];

/** `?`: every key there is. */
export const KeyList = () => (
  <Dialog title={say('shell.keys')} size="wide" onClose={() => closeOverlay('keys')}>
    <div class="key-groups">
      {groups.map(([group, words]) => (
        <section key={group}>
          <h3 class="note">{say(words)}</h3>
          <dl class="key-list">
            {keysInOrder
              .filter(([, key]) => key.group === group)
              .map(([name, key]) => (
                <Fragment key={name}>
                  <dt>{say(key.words)}</dt>
                  <dd>
                    {keyLabels(name).map((parts, index) => (
                      <Fragment key={parts.join(' ')}>
                        {index > 0 && <span class="note">{say('shell.keyOr')}</span>}
                        <span class="key">
                          {parts.map((part) => (
                            <kbd key={part}>{part}</kbd>
                          ))}
                        </span>
                      </Fragment>
                    ))}
                  </dd>
                </Fragment>
              ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
);
