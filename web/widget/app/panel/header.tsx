import type { InAround } from './around.ts';
import { Face, IconButton } from './pictures.tsx';

/** Whom the visitor chats with, and whether somebody is there. */
export function Header({ around: { chat, language, name, logoUrl } }: InAround) {
  const { isOnline, people } = chat.team.value;
  const shown = people.slice(0, 3);
  return (
    <header>
      {shown.length > 0 ? (
        <div class="faces">
          {shown.map((person) => (
            <Face person={person} />
          ))}
        </div>
      ) : (
        logoUrl && <img class="logo" src={logoUrl} alt="" referrerpolicy="no-referrer" />
      )}
      <div class="who">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class={isOnline ? 'online' : ''}>
          {language.say(isOnline ? 'online' : 'away')}
          {shown.length > 0 && ' · '}
          <bdi>{shown.map((person) => person.name).join(', ')}</bdi>
        </p>
      </div>
      <IconButton
        of="cross"
        label={language.say('close')}
        onClick={() => {
          chat.isOpen.value = false;
        }}
      />
    </header>
  );
}
