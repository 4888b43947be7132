import { type ComponentType, createElement, type VNode } from 'preact';

export { Fragment } from 'preact';

/**
 * What JSX is compiled to, instead of `preact/jsx-runtime`, which is a second createElement: each byte is loaded by
 * visitors of other people's sites.
 */
export const jsx = (type: string | ComponentType, props: object, key?: unknown): VNode =>
  createElement(type as string, key === undefined ? props : { ...props, key });

export const jsxs = jsx;
