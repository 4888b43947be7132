/** Vite makes a file of it, which the page loads. */
declare module '*.css';

/** Vite gives its text, minified. */
declare module '*.css?inline' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: that is how Vite gives it
  export default text;
}
