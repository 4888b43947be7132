import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Customer, Product } from './goods.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Visit {
  /** Null: nobody is logged in. */
  readonly customer: Customer | null;
  /** The customer's identity for the chat, signed for this page. */
  readonly token: string | null;
  /** Whether somebody has just logged out, whose chat this browser must forget. */
  readonly hasLoggedOut: boolean;
}

export interface Links {
  readonly api: string;
  readonly siteKey: string;
  readonly mailbox: string | null;
}

interface Page {
  readonly title: string;
  readonly here: 'home' | 'products' | 'account' | 'left';
  readonly content: Html;
  readonly visit: Visit;
  readonly links: Links;
}

/** A whole page; every page but that of those who have left has the chat, by one script tag. */
export function page({ title, here, content, visit, links }: Page): Html {
  const { customer, token, hasLoggedOut } = visit;
  const current = (name: Page['here']) => (name === here ? raw(' aria-current="page"') : '');
  const widget = html`<script async src="${links.api}/widget.js" data-site-key="${links.siteKey}"></script>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Acme</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/site.css">
<script defer src="/site.js" data-identity-token="${token ?? ''}" data-logged-out="${hasLoggedOut ? 'yes' : ''}"></script>
${here === 'left' ? '' : widget}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="brand" href="/"><span aria-hidden="true"></span>Acme</a>
<nav aria-label="Shop">
<a class="link" href="/"${current('home')}>Home</a>
<a class="link" href="/products"${current('products')}>Products</a>
<a class="link" href="/account"${current('account')}>Orders</a>
</nav>
<div class="who">${customer === null ? html`<a class="link" href="/account">Log in</a>` : html`<span>${customer.name}</span>${logout}`}</div>
</header>
<main id="content">${content}</main>
<footer><p>Acme is a demo of afterchat. Nothing is sold here.</p></footer>
</body>
</html>`;
}

const logout = html`<form method="post" action="/logout"><button class="quiet">Log out</button></form>`;

export const drawingOf = ({ drawing }: Product): Html =>
  html`<svg class="drawing" viewBox="0 0 200 150" aria-hidden="true">${raw(drawing)}</svg>`;
