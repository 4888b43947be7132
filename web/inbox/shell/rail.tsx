import { useLocation } from 'preact-iso/router';
import { isAdmin } from '../account/me.ts';
import { entries } from '../pages.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { say } from '../words/language.ts';
import { MyMenu } from './me.tsx';
import { openPalette } from './overlays.ts';

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
          onClick={() => openPalette()}
        />
        <MyMenu />
      </div>
    </nav>
  );
}
