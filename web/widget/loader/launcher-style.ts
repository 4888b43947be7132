/**
 * How the launcher looks, and where it stands. The host says `--brand`, the distances `--x` and `--y`, `--z`, and
 * `data-position`. A hidden launcher keeps the browser's own style, which does not show it.
 */
export const launcherStyle = [
  ':host{all:initial;position:fixed;z-index:var(--z)}',
  '.launcher:not([hidden]){all:unset;position:fixed;bottom:calc(var(--y) + env(safe-area-inset-bottom,0px));right:var(--x);width:56px;height:56px;display:grid;place-items:center;border-radius:50%;cursor:pointer;background:var(--brand);color:#fff;box-shadow:0 4px 16px #0004}',
  ':host([data-position=left]) .launcher:not([hidden]){right:auto;left:var(--x)}',
  '.launcher:focus-visible{outline:3px solid var(--brand);outline-offset:3px}',
  '.launcher svg{width:28px;fill:none;stroke:currentColor;stroke-width:2}',
  '.launcher span{position:absolute;top:-4px;right:-4px;min-width:12px;padding:2px 5px;border-radius:11px;background:#b3261e;font:600 12px/18px system-ui;text-align:center}',
  '.launcher span:empty{display:none}',
].join('');
