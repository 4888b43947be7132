/** What the worker registers. */
export { conversation } from './conversation.ts';
export { fanOut } from './fan-out.ts';
