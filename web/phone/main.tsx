import { render } from 'preact';
import { cssVariables } from '../../src/design/css-variables.ts';
import '../base.css';
import { App } from './app.tsx';
import { follow } from './state.ts';
import './style.css';

// Constructed, because the page's policy allows no style in the document.
const tokens = new CSSStyleSheet();
tokens.replaceSync(cssVariables(null));
document.adoptedStyleSheets = [tokens];

follow();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
