/** An email as a page of the API's, which runs nothing and, in a frame that may do nothing, leads nowhere. */
export const EmailFrame = ({ src, title }: { readonly src: string; readonly title: string }) => (
  <iframe class="email-frame" src={src} title={title} sandbox="" loading="lazy" />
);
