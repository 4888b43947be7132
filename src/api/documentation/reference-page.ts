import { createHash } from 'node:crypto';

/** /docs: Scalar's API reference of /openapi.json. Everything on the page comes from this server. */

/** Scalar's settings, under Scalar's names (https://scalar.com/products/api-references/configuration). */
const configuration = {
  url: 'openapi.json',
  // No other server is contacted: no fonts, no telemetry, no chat with a language model, no links into Scalar's app.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  // A key that is typed in to try a request stays in the page's memory.
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'apiKey' },
  documentDownloadType: 'direct',
  orderSchemaPropertiesBy: 'preserve',
  orderRequiredPropertiesFirst: false,
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  metaData: { title: 'afterchat API' },
};

/** Requests go to where the page came from, so that the API can also be served below a path. */
const start = `Scalar.createApiReference('#reference', {
  ...${JSON.stringify(configuration)},
  servers: [{ url: new URL('.', location.href).href.replace(/[/]$/, '') }],
});`;

/** Addresses are relative, for the same reason. */
export const referencePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>afterchat API</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. <a href="openapi.json">openapi.json</a> holds the same for programs.</noscript>
<script src="docs/scalar.js"></script>
<script>${start}</script>
</body>
</html>
`;

const hash = createHash('sha256').update(start).digest('base64');

/**
 * What the page may do: run Scalar's script and the lines that start it, and talk to this server. Scalar sets style
 * attributes, which only 'unsafe-inline' allows; styles cannot load anything, because images may only come from the
 * page itself.
 */
export const referencePolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${hash}'`,
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
