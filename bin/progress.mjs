// @ts-check
/** @import { ProgressPart } from './servers/types.ts' */

const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const frameMs = 120;
/** How often a line says that a part is still under way, where lines cannot be overwritten. */
const reminderSeconds = 30;

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} how
 * @property {number} bytes
 * @property {number} beganAt
 * @property {number} endedAt 0: not yet
 * @property {'under way' | 'done' | 'failed'} state
 */

/**
 * Shows the progress of parallel downloads on stderr. On a terminal there is one line per part, which is overwritten;
 * elsewhere one line for each way that is tried and one at the end, without control characters. A part that has nothing
 * to do is not shown.
 * @param {object} [options]
 * @param {boolean} [options.isTerminal]
 * @param {{ write(text: string): unknown, readonly columns?: number }} [options.out]
 * @param {() => number} [options.now] epoch milliseconds
 */
export function openProgress(options = {}) {
  const { out = process.stderr, now = Date.now } = options;
  const { isTerminal = process.stderr.isTTY === true && process.env.TERM !== 'dumb' } = options;
  /** @type {Line[]} */
  const lines = [];
  /** How many of our lines are on the screen. */
  let painted = 0;
  let frame = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  /** @param {string} text */
  const say = (text) => out.write(`afterchat: ${text}\n`);

  const paint = () => {
    const width = Math.max(...lines.map(({ name }) => name.length));
    const texts = lines.map((line) => {
      const sign = { done: '✓', failed: '✗', 'under way': spinner[frame % spinner.length] }[line.state];
      const how = line.state === 'under way' ? `  ${line.how}` : '';
      return `  ${sign} ${line.name.padEnd(width)}  ${soFar(line, now())}${how}`.slice(0, (out.columns ?? 80) - 1);
    });
    out.write(`${painted > 0 ? `\x1b[${painted}A` : ''}\x1b[J${texts.join('\n')}\n`);
    painted = lines.length;
    frame += 1;
  };
  const remind = () => {
    for (const line of lines) if (line.state === 'under way') say(`${line.name}: ${soFar(line, now())} …`);
  };
  /** @param {Line} line */
  const begin = (line) => {
    if (isTerminal && lines.length === 0) say('downloading what is missing (only the first time)');
    lines.push(line);
    timer ??= isTerminal ? setInterval(paint, frameMs) : setInterval(remind, reminderSeconds * 1000);
  };
  /**
   * @param {Line} line
   * @param {'done' | 'failed'} state
   */
  const end = (line, state) => {
    if (!lines.includes(line) || line.state !== 'under way') return;
    line.state = state;
    line.endedAt = now();
    if (isTerminal) paint();
    else say(`${line.name}: ${state === 'done' ? soFar(line, now()) : `failed after ${soFar(line, now())}`}`);
    if (lines.some((one) => one.state === 'under way')) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    /**
     * @param {string} name
     * @returns {ProgressPart}
     */
    part: (name) => {
      /** @type {Line} */
      const line = { name, how: '', bytes: 0, beganAt: now(), endedAt: 0, state: 'under way' };
      return {
        doing: (how) => {
          line.how = how;
          if (!lines.includes(line)) begin(line);
          if (!isTerminal) say(`${name}: ${how} …`);
        },
        bytes: (count) => {
          line.bytes = Math.max(line.bytes, count);
        },
        done: () => end(line, 'done'),
        failed: () => end(line, 'failed'),
      };
    },
  };
}

/**
 * `42 MB in 4 s`, or only the seconds if no size is known.
 * @param {Line} line
 * @param {number} now
 */
function soFar(line, now) {
  const seconds = `${Math.round(((line.endedAt || now) - line.beganAt) / 1000)} s`;
  return line.bytes === 0 ? seconds : `${Math.ceil(line.bytes / 1e6)} MB in ${seconds}`;
}
