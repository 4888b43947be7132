import { linked } from '../../widget/app/panel/links.ts';

/** As it was written, with links that can be followed. */
export const MessageText = ({ text }: { readonly text: string }) => (
  <p class="message-text" dir="auto">
    {linked(text).map(({ text, href }, index) =>
      href === undefined ? (
        text
      ) : (
        <a key={index} class="link" href={href} target="_blank" rel="noopener noreferrer nofollow">
          {text}
        </a>
      ),
    )}
  </p>
);
