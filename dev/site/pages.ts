import { html, raw } from 'hono/html';
import { type Customer, customers, type Product, products } from './goods.ts';
import { drawingOf, type Html, type Links } from './layout.ts';

export interface Guide {
  readonly links: Links;
  readonly customer: Customer | null;
  /** How long after leaving an unread answer is emailed. */
  readonly afterLeavingSeconds: number;
}

/** The first page: what to try, in four steps. */
export function home({ links, customer, afterLeavingSeconds }: Guide): Html {
  return html`
<section class="hero">
<h1>A chat that goes on by email</h1>
<p>You are a visitor of this shop. Write to it, leave, and find the answer in your inbox.</p>
</section>
<ol class="steps">
<li>
<h2>Write</h2>
<p>Open the chat in the corner and ask something. ${
    customer === null
      ? html`Leave an email address there (any one will do, such as <b>me@example.com</b>), or be a customer who is logged in:`
      : html`You are logged in as <b>${customer.name}</b>, so the chat knows your address, ${customer.email}.`
  }</p>
${customer === null ? loginForms('outline', '/') : html`<button class="outline" data-compose="When does my order ship?">Ask about an order</button>`}
</li>
<li>
<h2>Let the agent answer</h2>
<p>This button answers as Ada; or be the agent yourself, in <a href="${links.api}/inbox" target="_blank">the agents’ inbox</a>. You see the answer in the chat at once. What you have read there is not emailed.</p>
<form method="post" action="/answer" data-stays><button class="outline">Let Ada answer</button><p class="result" role="status"></p></form>
</li>
<li>
<h2>Leave</h2>
<p>With this button you leave the shop, and Ada answers as soon as you are gone. (Closing the tab is leaving, too.)</p>
<form method="post" action="/leave"><button class="primary">Leave, and let Ada answer</button></form>
</li>
<li>
<h2>Look in the mailbox, and reply</h2>
<p>About ${inWords(afterLeavingSeconds)} after you left, her answer is in the mailbox. Reply to it there, or follow its button back to the chat: your reply is in the conversation.</p>
${mailboxLink(links, customer?.email ?? null)}
</li>
</ol>
<section aria-labelledby="goods">
<h2 id="goods">From the shop</h2>
${list(products, 'h3')}
</section>`;
}

export const productList = (): Html => html`<h1>Products</h1>${list(products, 'h2')}`;

const list = (some: readonly Product[], heading: 'h2' | 'h3'): Html =>
  html`<ul class="goods">${some.map(
    (product) => html`<li><a class="good" href="/products/${product.id}">
${drawingOf(product)}<${raw(heading)}>${product.name}</${raw(heading)}><p>${product.line}</p><p class="price">${product.price}</p></a></li>`,
  )}</ul>`;

export const productPage = (product: Product): Html => html`
<p class="crumbs"><a href="/products">Products</a></p>
<article class="product">
${drawingOf(product)}
<div>
<h1>${product.name}</h1>
<p class="price">${product.price}</p>
<p>${product.about}</p>
<button class="primary" data-compose="I have a question about the ${product.name.toLowerCase()}: ">Ask about it</button>
</div>
</article>`;

export function account(customer: Customer | null): Html {
  if (customer === null)
    return html`<h1>Log in</h1>
<p class="lead">This demo has two customers. The shop’s server signs who they are, so the chat knows them on every device.</p>
${loginForms('primary', '/account')}`;
  return html`<h1>Your orders</h1>
<p class="lead">${customer.name}, ${customer.email}</p>
<ul class="orders">${customer.orders.map(
    ({ number, what, state }) => html`<li>
<div><h2>Order ${number}</h2><p>${what}</p></div><p class="state">${state}</p>
<button class="outline" data-compose="I have a question about order ${number}: ">Ask about it</button></li>`,
  )}</ul>`;
}

/** For those who have left: a page without the chat, which says what becomes of the answer. */
export function left({ links, customer, afterLeavingSeconds }: Guide): Html {
  return html`<div class="left">
<h1>You have left the shop</h1>
<p class="lead">This page has no chat, so the chat sees that you are gone. ${inWords(afterLeavingSeconds)} later, what you have not read is emailed to you.</p>
<p class="story" data-story role="status">Looking …</p>
<div class="actions">
${mailboxLink(links, customer?.email ?? null)}
<a class="button outline" href="/">Back to the shop</a>
</div>
</div>`;
}

export const missing = (): Html =>
  html`<h1>There is no such page</h1><p class="lead"><a href="/products">All products</a></p>`;

const loginForms = (look: 'primary' | 'outline', next: string): Html =>
  html`<div class="logins">${customers.map(
    ({ id, name }) =>
      html`<form method="post" action="/login"><input type="hidden" name="customer" value="${id}"><input type="hidden" name="next" value="${next}"><button class="${look}">Log in as ${name}</button></form>`,
  )}</div>`;

/** It opens the newest email to the address. */
function mailboxLink({ mailbox }: Links, email: string | null): Html {
  if (mailbox === null)
    return html`<p class="note">Emails are really sent: SENDGRID_API_KEY is set. Look in your own inbox.</p>`;
  const href = email === null ? mailbox : `${mailbox}/#${new URLSearchParams({ search: email })}`;
  return html`<a class="button outline" data-mailbox="${mailbox}" href="${href}" target="_blank">Open the mailbox</a>`;
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}
