import type { WidgetConfiguration } from '../../../packages/client/src/index.ts';
import type { BootOptions } from './own-script.ts';

type Colors = Pick<WidgetConfiguration['colors']['light'], 'brand' | 'onBrand'>;

/** Of the element that holds all that the widget draws. It takes no place in the page. */
export interface Host {
  readonly root: ShadowRoot;
  remove(): void;
}

/** Puts it into the page, and back whenever the page replaces its body, as Turbo and Astro do. */
export function hostOf({ position, offset, zIndex }: BootOptions, { brand, onBrand }: Colors): Host {
  const element = document.createElement('afterchat-widget');
  const { x = 20, y = 20 } = offset ?? {};
  // Here, because the page's own rules for every element would otherwise win. `all` leaves the direction out.
  element.style.cssText = `all:initial;direction:ltr;position:fixed;z-index:${zIndex ?? 2_000_000_000};--brand:${brand};--on-brand:${onBrand};--${position ?? 'right'}:${x}px;--y:${y}px`;

  // Only direct children are watched, so a busy page costs nothing.
  const watch = new MutationObserver(keep);
  function keep() {
    const { documentElement: html, body } = document;
    if (element.isConnected) return;
    body?.append(element);
    watch.disconnect();
    for (const parent of [document, html, body]) if (parent) watch.observe(parent, { childList: true });
  }
  keep();

  return {
    root: element.attachShadow({ mode: 'open' }),
    remove: () => {
      watch.disconnect();
      element.remove();
    },
  };
}
