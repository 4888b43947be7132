import { describe, expect, it } from '@jest/globals';
import { storeAttachment } from '../../src/store/attachments/store-attachment.ts';
import { failed, taken, useDirectStage } from './direct-stage.ts';

const { api, provider, acme, goOnWith, got, look, chat, lookAndWait, deliveries, outcomes, ref } = useDirectStage();

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const publicUrl = 'https://chat.acme.example';
const content = {
  'photo.png': pixel,
  'manual.pdf': Buffer.from('%PDF-1.7\n'),
  'list.txt': Buffer.from('one, two'),
  'poster.png': Buffer.concat([pixel, Buffer.alloc(8 * 1_048_576)]),
} as const;
type Name = keyof typeof content;

/** An agent's message with files, one after the other. */
async function agentSends(text: string, ...names: readonly Name[]): Promise<void> {
  const attachments: string[] = [];
  for (const name of names) {
    const upload = { ...ref(), by: 'account', name, content: content[name], now: api.now() } as const;
    attachments.push((await storeAttachment(api.store, { ...upload, expiresAt: new Date(api.now() + 60_000) })).id);
  }
  await chat.agentSays(text, 'Ada', { attachments });
}

/** What the platform got, in order: texts, and of files their kind. */
const kinds = () => got().map(({ message }) => message.text ?? message.attachment?.type);
/** What is behind a link of this service, without a key. */
const behind = async (url = '') => {
  const answer = await api.app.request(url.replace(publicUrl, ''));
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const files = () => got().flatMap(({ message }) => message.attachment?.payload.url ?? []);
const ends = async () => (await deliveries()).map(({ attempts }) => attempts.map(({ part, end }) => [part, end]));

describe.each(['messenger', 'instagram'] as const)("a message's files on %s", (kind) => {
  it('go after its text, in order, each as a part that the platform fetches', async () => {
    await goOnWith(kind, 'page-1');
    await agentSends('Here is all of it.', 'photo.png', 'manual.pdf');
    await agentSends('', 'photo.png');
    await look();
    await look();
    expect(kinds()).toEqual(['Here is all of it.', 'image', 'file', 'image']);
    const [photo, manual] = files();
    expect(await behind(photo)).toEqual({ status: 200, bytes: content['photo.png'] });
    expect(await behind(manual)).toEqual({ status: 200, bytes: content['manual.pdf'] });
    expect(await ends()).toEqual([
      [
        [1, 'accepted'],
        [2, 'accepted'],
        [3, 'accepted'],
      ],
      [[1, 'accepted']],
    ]);
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }, { state: 'sentDirectly' }]);
  });

  it('are tried again one by one: what was accepted goes no second time, and nothing overtakes', async () => {
    await goOnWith(kind, 'page-1');
    await agentSends('Both.', 'photo.png', 'manual.pdf');
    await chat.agentSays('And this.');
    provider.answer(taken('m_text'), failed(2), failed(613), taken('m_photo'), failed(2));
    await look();
    expect(await ends()).toEqual([
      [
        [1, 'accepted'],
        [2, 'refused'],
      ],
    ]);
    expect((await deliveries())[0]?.parts?.map(({ acceptedAt }) => acceptedAt !== null)).toEqual([true, false, false]);
    await lookAndWait();
    expect(kinds()).toEqual(['Both.', 'image', 'image', 'image', 'file', 'file', 'And this.']);
  });

  it('of which one is refused hold back the rest, and a replay sends only what was not accepted', async () => {
    await goOnWith(kind, 'page-1');
    await agentSends('Both.', 'photo.png', 'manual.pdf');
    await chat.agentSays('And this.');
    provider.answer(taken('m_text'), failed(100));
    await look();
    expect(kinds()).toEqual(['Both.', 'image']);
    expect(await outcomes()).toMatchObject([
      { state: 'parked', reason: 'contentRejected' },
      { reason: 'earlierParked' },
    ]);
    await acme.chat.replay((await deliveries())[0]!.id);
    await look();
    expect(kinds()).toEqual(['Both.', 'image', 'image', 'file', 'And this.']);
    expect(await ends()).toMatchObject([
      [
        [1, 'accepted'],
        [2, 'rejected'],
        [2, 'accepted'],
        [3, 'accepted'],
      ],
      [[1, 'accepted']],
    ]);
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }, { state: 'sentDirectly' }]);
  });
});

it('a picture that is too large for the platform goes as a text with a link, in its place', async () => {
  await agentSends('', 'photo.png', 'poster.png', 'manual.pdf');
  await look();
  const [photo, poster = '', manual] = kinds();
  expect([photo, manual]).toEqual(['image', 'file']);
  const [name, url] = poster.split('\n');
  expect(name).toBe('poster.png');
  expect((await behind(url)).bytes.length).toBe(content['poster.png'].length);
});

it('a file of a type that Instagram does not show goes as a text with a link, which works for weeks', async () => {
  await goOnWith('instagram', 'page-1');
  await agentSends('', 'list.txt');
  await look();
  const [name, url] = String(kinds()[0]).split('\n');
  api.pass(30 * 86_400 - 60);
  expect([name, (await behind(url)).bytes.toString()]).toEqual(['list.txt', 'one, two']);
});

it('a file is linked to anew for each attempt, so that the platform can fetch it however late', async () => {
  await agentSends('', 'photo.png');
  provider.answer(failed(613));
  await look();
  api.pass(36 * 3_600);
  await look();
  expect((await behind(files()[0])).status).toBe(410);
  expect((await behind(files().at(-1))).status).toBe(200);
});
