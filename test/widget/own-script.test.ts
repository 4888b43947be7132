import { afterEach, describe, expect, it } from '@jest/globals';
import { ownScript } from '../../web/widget/loader/own-script.ts';

const page = globalThis as { Document?: unknown; document?: unknown };

afterEach(() => {
  delete page.Document;
  delete page.document;
});

describe('the script that embeds the widget', () => {
  it('is the one that runs, and not an element of the page that has the name of that property', () => {
    class Document {
      get currentScript() {
        return { src: 'https://chat.example/widget.js', dataset: { siteKey: 'site_1' }, nonce: '' };
      }
    }
    page.Document = Document;
    const picture = { src: 'https://elsewhere.example/x.png', dataset: { siteKey: 'site_2' } };
    page.document = Object.defineProperty(new Document(), 'currentScript', { value: picture });
    expect(ownScript()).toMatchObject({ apiUrl: 'https://chat.example', options: { siteKey: 'site_1' } });
  });
});
