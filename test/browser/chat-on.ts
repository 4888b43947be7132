import type { Page } from 'playwright-core';

export type ChatOn = ReturnType<typeof chatOn>;

/** The chat on a page of the shop, by what its parts are called for the visitor. */
export function chatOn(page: Page) {
  const panel = page.getByRole('dialog', { name: 'Chat with Acme' });
  const log = panel.getByRole('log', { name: 'Messages' });
  const field = panel.getByRole('textbox', { name: 'Write a message…' });
  const launcher = page.getByRole('button', { name: /^(Chat$|Open chat)/ });
  const message = (text: string | RegExp) => log.getByRole('article').filter({ hasText: text });

  async function write(text: string): Promise<void> {
    await field.fill(text);
    await field.press('Enter');
  }

  /** Until the service has this message, and the page knows it. */
  const arrives = (text: string | RegExp) =>
    message(text)
      .filter({ hasNotText: /Sending…|Try again/ })
      .waitFor();

  return {
    page,
    panel,
    log,
    field,
    /** While the chat is closed. */
    launcher,
    message,
    write,
    arrives,
    sends: async (text: string) => {
      await write(text);
      await arrives(text);
    },
    open: async () => {
      await launcher.click();
      await field.waitFor();
    },
    close: async () => {
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'hidden' });
    },
    button: (name: string | RegExp) => panel.getByRole('button', { name }),
    input: (name: string | RegExp) => panel.getByRole('textbox', { name }),
    text: (text: string | RegExp) => panel.getByText(text),
    /** A command of the page (docs/widget.md). */
    command: (...command: readonly string[]) =>
      page.evaluate(
        (given) => (window as unknown as { afterchat(...c: readonly string[]): void }).afterchat(...given),
        command,
      ),
    /** What the visitor sees, as `author: text` without the times. */
    shown: async () =>
      (await log.getByRole('article').all()).length === 0
        ? []
        : log.getByRole('article').evaluateAll((articles) =>
            articles.map((article) => {
              const author = article.getAttribute('aria-label')?.split(',')[0];
              return `${author}: ${article.querySelector('.words')?.textContent ?? ''}`;
            }),
          ),
  };
}

/** Chromium lets every page of a test think that it has the focus; from now on only the one in front has it. */
export async function focusReally(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    const session = await page.context().newCDPSession(page);
    // A session can take away only what it gave.
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  }
}
