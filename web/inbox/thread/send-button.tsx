import { Button } from '../parts/button.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { say } from '../words/language.ts';
import type { Wish } from './pending.ts';

interface SendButtonProps {
  readonly wish: Wish;
  readonly isDisabled: boolean;
  /** Whether there is an address to email to. */
  readonly hasAddress: boolean;
  readonly onWish: (wish: Wish) => void;
}

/** Sends the form as the agent wants it, and lets them want something else. */
export const SendButton = ({ wish, isDisabled, hasAddress, onWish }: SendButtonProps) => (
  <span class="button-group">
    <Button type="submit" kind="primary" icon="send" disabled={isDisabled} shortcut="sendMessage">
      {say(wishes[wish].button)}
    </Button>
    <Menu
      label={say('thread.sendAs')}
      opener={(attributes) => <Button kind="primary" icon="down" label={say('thread.sendAs')} {...attributes} />}
    >
      {(['auto', 'now', 'never', 'note'] as const).map((one) => (
        <MenuItem
          key={one}
          isChecked={wish === one}
          hint={say(wishes[one].hint)}
          isDisabled={one === 'now' && !hasAddress}
          onChoose={() => onWish(one)}
        >
          {say(wishes[one].words)}
        </MenuItem>
      ))}
    </Menu>
  </span>
);

const wishes = {
  auto: { words: 'thread.send', hint: 'thread.sendMeans', button: 'thread.send' },
  now: { words: 'thread.sendAndEmail', hint: 'thread.sendAndEmailMeans', button: 'thread.sendAndEmail' },
  never: { words: 'thread.sendInChat', hint: 'thread.sendInChatMeans', button: 'thread.sendInChat' },
  note: { words: 'thread.noteOn', hint: 'thread.fateNote', button: 'thread.addNote' },
} as const;
