import { ErrorBoundary } from 'preact-iso';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { isAdmin } from './account/me.ts';
import { useCommands } from './commands.ts';
import { go } from './go.ts';
import { useKey } from './keys.ts';
import { entries, pages } from './pages.tsx';
import { Empty } from './parts/empty.tsx';
import { Page } from './parts/page.tsx';
import { Toasts } from './parts/toasts.tsx';
import { Banners } from './shell/banners.tsx';
import { Unbroken } from './shell/broken.tsx';
import { KeyList } from './shell/key-list.tsx';
import { openedOverlay, openPalette } from './shell/overlays.ts';
import { Palette } from './shell/palette.tsx';
import { Rail } from './shell/rail.tsx';
import { say } from './words/language.ts';
import './shell/shell.css';

export const App = () => (
  <LocationProvider scope="/inbox">
    <Shell />
  </LocationProvider>
);

function Shell() {
  const { path } = useLocation();
  const admin = isAdmin.value;
  useKey('search', () => {
    if (openedOverlay.value === 'palette') openedOverlay.value = null;
    else openPalette();
  });
  useKey('help', () => {
    openedOverlay.value = 'keys';
  });
  useCommands([
    ...entries
      .filter(({ isForAdmins }) => isForAdmins !== true || admin)
      .map(({ href, words, icon }) => ({
        id: href,
        label: say('shell.goTo', { page: say(words) }),
        icon,
        run: () => go(href),
      })),
    {
      id: 'keys',
      label: say('shell.keys'),
      icon: 'keyboard',
      key: 'help',
      run: () => {
        openedOverlay.value = 'keys';
      },
    },
  ]);
  return (
    <>
      <a class="skip button primary" href="#main">
        {say('shell.skip')}
      </a>
      <div class="shell">
        <Banners />
        <Rail />
        <div class="shell-page">
          <Unbroken of={path}>
            <ErrorBoundary>
              <Router>
                {pages.map(({ path, component, isForAdmins }) => (
                  <Route key={path} path={path} component={isForAdmins === true && !admin ? NotAllowed : component} />
                ))}
                <Route default component={NothingHere} />
              </Router>
            </ErrorBoundary>
          </Unbroken>
        </div>
      </div>
      {openedOverlay.value === 'palette' && <Palette />}
      {openedOverlay.value === 'keys' && <KeyList />}
      <Toasts />
    </>
  );
}

const NotAllowed = () => (
  <Page title={say('shell.notAllowed')}>
    <Empty icon="person" title={say('shell.notAllowed')}>
      <p>{say('shell.notAllowedText')}</p>
    </Empty>
  </Page>
);

const NothingHere = () => (
  <Page title={say('shell.nothingHere')}>
    <Empty icon="search" title={say('shell.nothingHere')}>
      <a class="link" href="/inbox">
        {say('shell.toInbox')}
      </a>
    </Empty>
  </Page>
);
