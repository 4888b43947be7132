import type { WidgetOptions } from '../../../packages/client/src/widget.ts';

/** The script element by which this page embeds the widget: where the API is, and what its attributes say. */
export interface OwnScript {
  readonly apiUrl: string;
  readonly options: BootOptions;
}

export type BootOptions = WidgetOptions & { readonly siteKey?: string };

/** Null if no script element loaded it. To be called while the script first runs. */
export function ownScript(): OwnScript | null {
  // Asked of the prototype, because an element of the page with that name would otherwise stand for the script.
  const script = Reflect.get(Document.prototype, 'currentScript', document) as HTMLScriptElement | null;
  if (!script?.src) return null;
  // Attributes are named like the options: `data-z-index`, `data-offset-x`.
  const { offsetX: x, offsetY: y, launcher, ...rest } = script.dataset;
  return {
    apiUrl: new URL('.', script.src).href.slice(0, -1),
    // As text, which serves where they are used.
    options: { ...(rest as object), launcher: launcher !== 'false' && (launcher ?? true), offset: { x, y } as object },
  };
}
