import { Button } from '../parts/button.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { say } from '../words/language.ts';
import { channelNames } from './channel-names.ts';
import type { Wish } from './pending.ts';

interface SendButtonProps {
  readonly wish: Wish;
  readonly isDisabled: boolean;
  /** Whether there is an address to email to. */
  readonly hasAddress: boolean;
  /** The visitor's own channel, by which replies go; null: they are in the chat. */
  readonly direct: keyof typeof channelNames | null;
  readonly onWish: (wish: Wish) => void;
}

/** Sends the form as the agent wants it, and lets them want something else. */
export const SendButton = ({ wish, isDisabled, hasAddress, direct, onWish }: SendButtonProps) => (
  <span class="button-group">
    <Button type="submit" kind="primary" icon="send" disabled={isDisabled} shortcut="sendMessage">
      {say(wishes[wish].button)}
    </Button>
    <Menu
      label={say('thread.sendAs')}
      opener={(attributes) => <Button kind="primary" icon="down" label={say('thread.sendAs')} {...attributes} />}
    >
      {(direct === null ? inChat : onChannel).map((one) => (
        <MenuItem
          key={one}
          isChecked={wish === one}
          hint={
            direct !== null && one === 'auto'
              ? say('thread.sendDirectly', { channel: channelNames[direct] })
              : say(wishes[one].hint)
          }
          isDisabled={one === 'now' && !hasAddress}
          onChoose={() => onWish(one)}
        >
          {say(wishes[one].words)}
        </MenuItem>
      ))}
    </Menu>
  </span>
);

const inChat = ['auto', 'now', 'never', 'note'] as const;
/** There is no chat that the visitor could see a reply in alone. */
const onChannel = ['auto', 'note'] as const;

const wishes = {
  auto: { words: 'thread.send', hint: 'thread.sendMeans', button: 'thread.send' },
  now: { words: 'thread.sendAndEmail', hint: 'thread.sendAndEmailMeans', button: 'thread.sendAndEmail' },
  never: { words: 'thread.sendInChat', hint: 'thread.sendInChatMeans', button: 'thread.sendInChat' },
  note: { words: 'thread.noteOn', hint: 'thread.fateNote', button: 'thread.addNote' },
} as const;
