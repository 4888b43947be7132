import type { Handoff, WidgetApp } from '../handoff.ts';

export interface AppModule {
  start(handoff: Handoff): WidgetApp;
}

/**
 * Loads the app's module. It is allowed by what allowed the loader: its host, or its nonce, which modules inherit. For
 * pages whose policy the loader passed in another way, the option gives the nonce.
 */
export async function importApp(url: string, nonce: string | undefined): Promise<AppModule> {
  if (!nonce) return import(/* @vite-ignore */ url);
  const holder: { module?: Promise<AppModule> } = window.afterchat as object;
  // It runs as soon as it is in the document.
  const script = Object.assign(document.createElement('script'), {
    nonce,
    textContent: `afterchat.module=import("${url}")`,
  });
  document.head.append(script);
  script.remove();
  return holder.module as Promise<AppModule>;
}
