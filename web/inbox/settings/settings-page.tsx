import { useEffect } from 'preact/hooks';
import { useCommands } from '../commands.ts';
import { go, paths } from '../go.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { Page, type PageProps } from '../parts/page.tsx';
import { SkeletonRows } from '../parts/skeleton.tsx';
import { say } from '../words/language.ts';
import { isLoaded, loadFailure, loadForChange } from './draft.ts';
import { DraftBar } from './draft-bar.tsx';
import { sectionGroups } from './sections.ts';
import './settings.css';

/** All settings of the account: a list of sections, and one of them. On phones one is chosen from a drop-down. */
export function SettingsPage({ params }: PageProps) {
  useEffect(() => {
    void loadForChange();
  }, []);
  const all = sectionGroups.flatMap(({ sections, words }) => sections.map((section) => ({ ...section, group: words })));
  useCommands(
    all.map(({ id, words }) => ({
      id: `settings-${id}`,
      label: say('shell.goTo', { page: say(words) }),
      icon: 'gear',
      run: () => go(paths.settings(id)),
    })),
  );
  const shown = all.find(({ id }) => id === params.section) ?? all[0]!;
  return (
    <Page title={say('settings.title')}>
      <div class="settings">
        <nav class="settings-list" aria-label={say('settings.sections')}>
          {sectionGroups.map(({ words, sections }) => (
            <div key={words}>
              <h2>{say(words)}</h2>
              {sections.map(({ id, words }) => (
                <a key={id} href={paths.settings(id)} aria-current={id === shown.id ? 'page' : undefined}>
                  {say(words)}
                </a>
              ))}
            </div>
          ))}
        </nav>
        <div class="settings-choice">
          <select
            class="select"
            aria-label={say('settings.sections')}
            value={shown.id}
            onChange={({ currentTarget }) => go(paths.settings(currentTarget.value))}
          >
            {sectionGroups.map(({ words, sections }) => (
              <optgroup key={words} label={say(words)}>
                {sections.map(({ id, words }) => (
                  <option key={id} value={id} selected={id === shown.id}>
                    {say(words)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </div>
        <div class="settings-section scroll" key={shown.id}>
          <div class="settings-column">
            <h2>
              <span class="faint">{say(shown.group)}</span>
              <Icon name="back" />
              {say(shown.words)}
            </h2>
            {isLoaded.value ? <shown.component /> : <NotLoaded />}
          </div>
        </div>
        <DraftBar />
      </div>
    </Page>
  );
}

const NotLoaded = () =>
  loadFailure.value === null ? (
    <SkeletonRows count={6} />
  ) : (
    <Empty icon="alert" title={say('settings.notLoaded')}>
      <p>{loadFailure.value}</p>
      <Button onClick={() => void loadForChange()}>{say('shell.retry')}</Button>
    </Empty>
  );
