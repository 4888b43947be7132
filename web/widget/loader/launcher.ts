import type { Launcher } from '../handoff.ts';
import { launcherStyle } from './launcher-style.ts';

/** What the round button shows, 24 pixels wide and high: a bubble; a cross while the chat is open; an arrow to try again, which turns while it is on its way. */
const pictures = {
  closed: 'M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z',
  open: 'M6 6l12 12M18 6L6 18',
  failed: 'M20 11a8 8 0 1 0-2.3 5.7M20 4v7h-7',
};

const svgNames = 'http://www.w3.org/2000/svg';

export interface DrawnLauncher extends Launcher {
  failed(label: string): void;
}

/** The styles also place what the app draws, so they are there even if the page wants no launcher. */
export function styled(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyle);
  root.adoptedStyleSheets.push(sheet);
}

export function drawLauncher(root: ShadowRoot, label: string): DrawnLauncher {
  const button = document.createElement('button');
  const svg = document.createElementNS(svgNames, 'svg');
  const path = document.createElementNS(svgNames, 'path');
  button.className = 'launcher';
  svg.append(path);
  button.append(svg);
  root.append(button);

  function draw(picture: keyof typeof pictures, name: string, busy: 'true' | null = null) {
    path.setAttribute('d', pictures[picture]);
    button.ariaLabel = name;
    button.ariaExpanded = `${picture === 'open'}`;
    button.ariaBusy = busy;
  }

  draw('closed', label);
  return {
    button,
    show: ({ isOpen, label: name }) => draw(isOpen ? 'open' : 'closed', name),
    failed: (name) => draw('failed', name),
    busy: () => draw('failed', label, 'true'),
  };
}
