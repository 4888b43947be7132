/**
 * What measures in the inbox itself. It is text, because the rest of bench/ knows no browser's types; times are
 * milliseconds.
 */
export const inPage = `
globalThis.bench = {
  /** Calls back once what has changed is on the screen. */
  painted(then) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  },

  /** When the thread shows this text, as epoch milliseconds. */
  drawn: (text) => new Promise((resolve) => {
    const log = document.querySelector('[role=log]');
    const look = () => {
      if (!log.textContent.includes(text)) return;
      observer.disconnect();
      bench.painted(() => resolve(Date.now()));
    };
    const observer = new MutationObserver(look);
    observer.observe(log, { subtree: true, childList: true, characterData: true });
    look();
  }),

  /** How long each pressed key took until its letter was on the screen. */
  keystrokes: [],
  listen() {
    addEventListener('keydown', (event) => {
      bench.painted(() => bench.keystrokes.push(performance.now() - event.timeStamp));
    }, true);
  },

  /** Scrolls the list up and down for a while; how long each frame took. */
  scroll: (forMs, pixels) => new Promise((resolve) => {
    const list = document.querySelector('.rows');
    const frames = [];
    let [by, last] = [pixels, performance.now()];
    const end = last + forMs;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const before = list.scrollTop;
      list.scrollTop += by;
      if (list.scrollTop === before) by = -by;
      if (now < end) requestAnimationFrame(step);
      else resolve(frames);
    };
    requestAnimationFrame(step);
  }),

  /** Scrolls until all rows are loaded. */
  loadAll: (count) => new Promise((resolve) => {
    const list = document.querySelector('.rows');
    const look = () => {
      list.scrollTop = list.scrollHeight;
      if (document.querySelector('[aria-setsize="' + count + '"]') === null) setTimeout(look, 20);
      else resolve(null);
    };
    look();
  }),

  /** Scrolls up in the thread until its first message is there. */
  loadThread: () => new Promise((resolve) => {
    const log = document.querySelector('[role=log]');
    const look = () => {
      log.scrollTop = 0;
      if (log.querySelector('.older') === null) resolve(null);
      else setTimeout(look, 50);
    };
    look();
  }),
};
`;
