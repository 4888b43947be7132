/**
 * What our emails use of react-email. `bin/bundle-react-email.mjs` replaces the compiled file by a bundle of just that:
 * the package as a whole loads Tailwind, Markdown and 300 languages for coloured code as well, 0.6 s of a processor.
 */
export { Body, Button, Container, Head, Heading, Hr, Html, Img, Preview, render, Section } from 'react-email';
