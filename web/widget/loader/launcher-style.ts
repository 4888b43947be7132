/**
 * How the launcher looks, and where it stands. The host says `--brand`, `--on-brand`, and its distances: `--y`, and
 * either `--right` or `--left`. The invisible border is seen where the device chooses the colours.
 */
export const launcherStyle = [
  '.launcher{position:fixed;bottom:calc(var(--y) + env(safe-area-inset-bottom));right:var(--right);left:var(--left);padding:15px;border:1px solid #0000;border-radius:50%;cursor:pointer;background:var(--brand);color:var(--on-brand);box-shadow:0 4px 8px #0004}',
  '.launcher:focus-visible{outline:2px solid;outline-offset:-4px}',
  '.launcher svg{display:block;width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2}',
  '.launcher[aria-busy=true] svg{animation:a 1s infinite}@keyframes a{to{rotate:1turn}}',
].join('');
