import { agents } from '../account/agents.ts';
import { me, myStatus } from '../account/me.ts';
import { chooseStatus, leave } from '../account/my-status.ts';
import { useCommands } from '../commands.ts';
import { go, paths } from '../go.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { toastFailure } from '../parts/toasts.tsx';
import { forgetKept } from '../thread/kept.ts';
import { say } from '../words/language.ts';
import { openedOverlay } from './overlays.ts';

const statuses = {
  online: { words: 'shell.online', hint: 'shell.onlineMeans' },
  offline: { words: 'shell.offlineStatus', hint: 'shell.offlineMeans' },
  invisible: { words: 'shell.invisible', hint: 'shell.invisibleMeans' },
} as const;
type StatusName = keyof typeof statuses;
const names = Object.keys(statuses) as StatusName[];

/** Who has signed in, whether visitors find them, and the way out. */
export function MyMenu() {
  const agent = me.value?.agent;
  const id = agent?.id ?? '';
  const status = myStatus.value;
  const become = (name: StatusName) => void chooseStatus(name).catch(toastFailure);
  const signOut = async () => {
    try {
      await leave();
      forgetKept();
    } catch (error) {
      toastFailure(error);
    }
  };
  useCommands([
    ...names.map((name) => ({
      id: `status ${name}`,
      label: say('shell.statusIs', { status: say(statuses[name].words) }),
      icon: 'person' as const,
      run: () => become(name),
    })),
    { id: 'preferences', label: say('preferences.title'), icon: 'gear', run: () => go(paths.preferences) },
    { id: 'sign-out', label: say('shell.signOut'), icon: 'out', run: () => void signOut() },
  ]);
  if (agent === undefined) return null;
  const { name, avatarUrl } = agents.value.get(id) ?? agent;
  const label = `${say('shell.you', { name })} · ${say('shell.statusIs', { status: say(statuses[status].words) })}`;
  return (
    <Menu
      label={label}
      opener={(attributes) => (
        <button type="button" class="rail-me" aria-label={label} title={label} {...attributes}>
          <Avatar name={name} seed={id} url={avatarUrl}>
            <span class="dot" data-on={status === 'online' ? 'true' : status === 'invisible' ? 'half' : 'false'} />
          </Avatar>
        </button>
      )}
    >
      <p class="menu-title">{name}</p>
      {names.map((one) => (
        <MenuItem key={one} isChecked={status === one} hint={say(statuses[one].hint)} onChoose={() => become(one)}>
          {say(statuses[one].words)}
        </MenuItem>
      ))}
      <hr />
      <MenuItem icon="gear" onChoose={() => go(paths.preferences)}>
        {say('preferences.title')}
      </MenuItem>
      <MenuItem
        icon="keyboard"
        onChoose={() => {
          openedOverlay.value = 'keys';
        }}
      >
        {say('shell.keys')}
      </MenuItem>
      <MenuItem icon="out" onChoose={() => void signOut()}>
        {say('shell.signOut')}
      </MenuItem>
    </Menu>
  );
}
