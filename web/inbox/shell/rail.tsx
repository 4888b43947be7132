import { useLocation } from 'preact-iso/router';
import { agents } from '../account/agents.ts';
import { isAdmin, me, myStatus } from '../account/me.ts';
import { entries } from '../pages.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { say } from '../words/language.ts';
import { openedOverlay } from './overlays.ts';

/** The way to every page: at the side, on phones at the bottom. */
export function Rail() {
  const { path } = useLocation();
  const shown = entries.filter(({ isForAdmins }) => isForAdmins !== true || isAdmin.value);
  return (
    <nav class="rail" aria-label={say('shell.pages')}>
      <div class="rail-pages">
        {shown.map(({ href, below, words, icon }) => (
          <a
            key={href}
            class="rail-link"
            href={href}
            aria-current={path === href || path.startsWith(below) ? 'page' : undefined}
            title={say(words)}
          >
            <Icon name={icon} />
            <span class="rail-name">{say(words)}</span>
          </a>
        ))}
      </div>
      <div class="rail-own">
        <Button
          kind="quiet"
          class="rail-link"
          icon="search"
          label={say('shell.search')}
          shortcut="search"
          onClick={() => {
            openedOverlay.value = 'palette';
          }}
        />
        <Me />
      </div>
    </nav>
  );
}

function Me() {
  const agent = me.value?.agent;
  if (agent === undefined) return null;
  const { name, avatarUrl } = agents.value.get(agent.id) ?? agent;
  return (
    <span class="rail-me" title={say('shell.you', { name })}>
      <Avatar name={name} seed={agent.id} url={avatarUrl}>
        <span class="dot" data-on={myStatus.value === 'online'} />
      </Avatar>
      <span class="hidden">{say('shell.you', { name })}</span>
    </span>
  );
}
