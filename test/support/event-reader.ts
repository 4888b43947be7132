export interface ReadEvent {
  readonly type: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  readonly data: any;
}

export type EventReader = ReturnType<typeof readEvents>;

/** Reads server-sent events (the WHATWG's event stream format) as they arrive. */
export function readEvents(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const events: ReadEvent[] = [];
  const comments: string[] = [];
  let lastId: string | null = null;
  let changed: () => void = () => {};
  const ended = (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
      changed();
    }
    changed();
  })();
  ended.catch(() => {});

  function take(block: string): void {
    const lines = block.split('\n');
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    lastId = field('id') ?? lastId;
    comments.push(...lines.filter((line) => line.startsWith(':')));
    const data = field('data');
    if (data !== undefined)
      events.push({ type: field('event') ?? 'message', id: field('id') ?? '', data: JSON.parse(data) });
  }

  /** Waits until this is true; it is checked after each arrival. */
  async function until(holds: () => boolean, patienceMs = 60_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`it did not come: ${JSON.stringify(events.map(({ type }) => type))}`);
      await new Promise<void>((resolve) => {
        changed = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  return {
    events,
    comments,
    ended,
    get lastId() {
      return lastId;
    },
    until,
    ids: (type: string) => events.flatMap((event) => (event.type === type ? [event.data.id as string] : [])),
    untilMessage: (id: string, type = 'message.created', patienceMs?: number) =>
      until(() => events.some((event) => event.type === type && event.data.id === id), patienceMs),
    leave: () => reader.cancel().catch(() => {}),
  };
}
