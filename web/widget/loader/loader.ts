import type { Command } from '../commands.ts';
import { type BootOptions, ownScript } from './own-script.ts';
import { takeCode } from './take-code.ts';
import { type Booted, bootWidget } from './widget.ts';

/** The page's queue: what it called before this script came, and from then on the function that runs a command. */
interface Afterchat {
  (...command: Command): void;
  q?: readonly Command[];
  /** Set by this script, so that a page that has it twice runs it once. */
  isLoaded?: true;
}

declare global {
  interface Window {
    afterchat?: Afterchat;
  }
}

function begin(): void {
  const script = ownScript();
  // Taken at once, before other scripts of the page read the address.
  let code = takeCode();
  const queued = window.afterchat?.q ?? [];
  let booted: Booted | undefined;
  let bootedWith = '';

  function boot(given?: BootOptions): void {
    const options = { ...script?.options, ...given };
    const { siteKey, nonce } = options;
    const said = JSON.stringify(options);
    // Pages that are one application may say it again on each of their routes.
    if (!script || !siteKey || (booted && bootedWith === said)) return;
    booted?.destroy();
    bootedWith = said;
    const { apiUrl, hasNonce } = script;
    booted = bootWidget({ apiUrl, options: { ...options, siteKey }, nonce: hasNonce ? undefined : nonce, code });
    code = null;
  }

  const afterchat: Afterchat = (...command) => {
    if (command[0] === 'boot') boot(command[1]);
    else if (command[0] === 'destroy') {
      booted?.destroy();
      booted = undefined;
    } else booted?.run(command);
  };
  afterchat.isLoaded = true;
  window.afterchat = afterchat;
  // The stub, as it is documented, keeps the `arguments` of each call, which are no arrays.
  boot(queued.find(([name]) => name === 'boot')?.[1] as BootOptions | undefined);
  for (const command of queued) afterchat(...(command as unknown as Command));
}

if (!window.afterchat?.isLoaded) begin();
