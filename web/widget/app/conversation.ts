/** What only a chat that is used needs: loaded with the first letter that a visitor types, or with a conversation. */
export { createEngine } from './engine/engine.ts';
export * as talk from './panel/talk.tsx';
