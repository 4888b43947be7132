import { iconCount } from './news.ts';

/** The colours of the icon (icon.svg) and of the number on it: white on this red can be read (7.3 to 1). */
const [ground, badge, white] = ['#0b7a75', '#a11f1a', '#ffffff'];
const bubble =
  'M8 11.5A3.5 3.5 0 0 1 11.5 8h9a3.5 3.5 0 0 1 3.5 3.5v6a3.5 3.5 0 0 1-3.5 3.5H15l-4.5 3.7V21A3.5 3.5 0 0 1 8 17.5z';
const size = 64;

/** Draws the page's icon with a number on it, as an address; null where this browser cannot draw. */
function drawn(count: number): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.scale(size / 32, size / 32);
  const fill = (color: string, shape: (path: Path2D) => void) => {
    const path = new Path2D();
    shape(path);
    pen.fillStyle = color;
    pen.fill(path);
  };
  fill(ground, (path) => path.roundRect(0, 0, 32, 32, 8));
  fill(white, (path) => path.addPath(new Path2D(bubble)));
  const text = iconCount(count);
  const left = text.length === 1 ? 13 : 7;
  // Its edge sets it apart from the icon, and from any colour of a tab.
  fill(white, (path) => path.roundRect(left, 13, 32 - left, 19, 9.5));
  fill(badge, (path) => path.roundRect(left + 1.5, 14.5, 29 - left, 16, 8));
  pen.fillStyle = white;
  pen.font = '700 14px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, (left + 32) / 2, 23);
  return canvas.toDataURL('image/png');
}

/** Shows the number in the tab's icon; the plain icon if it is 0. */
export function showInIcon(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (link === null) return;
  link.dataset.plain ??= link.href;
  const address = count === 0 ? null : drawn(count);
  link.type = address === null ? 'image/svg+xml' : 'image/png';
  link.href = address ?? link.dataset.plain;
}
