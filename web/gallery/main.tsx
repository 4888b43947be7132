import { signal } from '@preact/signals';
import type { ColorScheme } from '../../packages/client/src/widget.ts';
import { brandColors } from '../../src/design/brand-colors.ts';
import { mountPanel } from '../widget/app/panel/mount.tsx';
import * as talk from '../widget/app/panel/talk.tsx';
import { hostOf } from '../widget/loader/host.ts';
import { drawLauncher, styled } from '../widget/loader/launcher.ts';
import { type StateName, states } from './states.ts';
import { now, stillChat } from './still-chat.ts';

/**
 * One state of the chat, as `?state=talk&scheme=dark&locale=ar&color=ffd54a` says: for looking at it, for pictures and
 * for the checks of accessibility. It is no part of what is shipped.
 */
const asked = new URLSearchParams(location.search);
const state = (asked.get('state') ?? 'talk') as StateName;
const scheme = (asked.get('scheme') ?? 'auto') as ColorScheme;
const color = `#${asked.get('color') ?? '0b7a75'}`;
const { colorScheme, fontFamily } = { colorScheme: scheme === 'auto' ? 'light dark' : scheme, fontFamily: 'system-ui' };
Object.assign(document.documentElement.style, { colorScheme, fontFamily });
Date.now = () => now;
document.documentElement.dataset.states = Object.keys(states).join(' ');

const colors = { light: brandColors(color, 'light'), dark: brandColors(color, 'dark') };
const { root } = hostOf({}, colors.light);
styled(root);
const launcher = drawLauncher(root, 'Chat');
const chat = stillChat(states[state]);
launcher.button.addEventListener('click', () => {
  chat.isOpen.value = !chat.isOpen.value;
});
// For tests, which let something happen in it.
Object.assign(window, { chat });

mountPanel(
  {
    apiUrl: location.origin,
    siteKey: 'site',
    configuration: {
      app: '',
      name: asked.get('name') ?? 'Acme',
      colors,
      logoUrl: null,
      locale: 'en',
      attachments: { maxFiles: 10, maxBytes: 20_971_520 },
      agents: { online: true, people: [], contactForm: 'off' },
    },
    options: { colorScheme: scheme },
    locale: asked.get('locale') ?? 'en',
    root,
    launcher,
    code: null,
    tell: () => {},
  },
  chat,
  signal(talk),
);
