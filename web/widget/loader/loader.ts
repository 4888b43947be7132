import type { Command } from '../../../packages/client/src/widget.ts';
import { type BootOptions, ownScript } from './own-script.ts';
import { takeCode } from './take-code.ts';
import { type AppCommand, type Booted, bootWidget } from './widget.ts';

function begin(): void {
  const script = ownScript();
  // Taken at once, before other scripts of the page read the address.
  let code = takeCode();
  const queued = (window.afterchat?.q ?? []) as readonly Command[];
  let booted: Booted | undefined;
  let bootedWith = '';
  /** For the next `boot`: who the visitor is, and what was called without a widget; the newest of each kind. */
  const said = new Map<string, AppCommand>();

  function boot(given?: BootOptions): void {
    const options = { ...script?.options, ...given };
    const { siteKey } = options;
    const asked = JSON.stringify(options);
    // Pages that are one application may say it again on each of their routes.
    if (!script || !siteKey || (booted && bootedWith === asked)) return;
    end();
    bootedWith = asked;
    const widget = bootWidget({ apiUrl: script.apiUrl, options: { ...options, siteKey }, code });
    booted = widget;
    code = null;
    said.forEach((command, name) => {
      widget.run(command);
      if (name !== 'identify') said.delete(name);
    });
  }

  function end(): void {
    booted?.destroy();
    booted = undefined;
  }

  function run(command: Command): void {
    const [name] = command;
    if (name === 'boot') boot(command[1]);
    else if (name === 'destroy') end();
    else {
      if (name === 'logout') said.delete('identify');
      if (!booted || name === 'identify') {
        said.delete(name);
        said.set(name, command);
      }
      booted?.run(command);
    }
  }

  // Without a queue from now on, which also says that this script runs: a page that has it twice runs it once.
  window.afterchat = Object.assign((...command: Command) => run(command), { q: null });
  // The stub, as it is documented, keeps the `arguments` of each call, which are no arrays.
  boot(queued.find(([name]) => name === 'boot')?.[1] as BootOptions | undefined);
  for (const command of queued) run([...(command as unknown as Command)]);
}

if (window.afterchat?.q !== null) begin();
