import { render } from 'preact';
import type { Handoff, WidgetApp } from '../handoff.ts';

/** Takes over from the loader: from here on the chat runs. */
export function start(handoff: Handoff): WidgetApp {
  const place = document.createElement('div');
  handoff.root.append(place);
  render(<p>{handoff.configuration.name}</p>, place);
  return {
    run: () => {},
    destroy: () => {
      render(null, place);
      place.remove();
    },
  };
}
