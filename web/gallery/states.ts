import type { Attachment } from '../../packages/client/src/index.ts';
import type { ShownMessage } from '../widget/app/chat.ts';
import { nobody, outgoing, type Still, said } from './still-chat.ts';

/** A grey picture, so that nothing is loaded. */
const picture = (width: number, height: number) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#9fb7c9"/><circle cx="50%" cy="50%" r="40" fill="#5b7d99"/></svg>`)}`;

const file = (id: string, name: string, parts: Partial<Attachment> = {}): Attachment => ({
  id,
  name,
  type: 'application/pdf',
  bytes: 184_320,
  url: `/v1/attachments/${id}`,
  expiresAt: '2026-03-11T14:30:00Z',
  ...parts,
});

const photo = file('f1', 'parcel.jpg', {
  type: 'image/jpeg',
  width: 1200,
  height: 800,
  previewUrl: picture(320, 213),
});

const talk: readonly ShownMessage[] = [
  said(1, 'visitor', 1_500, { text: 'Hello, do you ship to Norway?' }),
  said(2, 'Ada', 1_498, { text: 'Hello! Yes, we do. It takes three to five days.' }),
  said(3, 'visitor', 12, { text: 'The parcel has arrived, but one cup is missing 😢' }),
  said(4, 'visitor', 11, { text: 'My order is 4711.' }),
  said(5, 'Ada', 8, { text: 'I am sorry to hear that. I will send you a new one today.' }),
  said(6, 'Ada', 8, { text: 'You can follow it here: https://acme.example/orders/4711.' }),
  said(7, 'visitor', 5, { text: 'Great, thank you!' }),
];

const fields: readonly ('email' | 'name')[] = ['email', 'name'];
const vera = { email: 'vera@customers.example', name: 'Vera', isIdentified: false };
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** Each state of the chat that is looked at and checked, by name. */
export const states = {
  empty: {},
  emptyAndAway: { team: { isOnline: false, people: [] }, connection: 'idle' },
  closed: { isOpen: false },
  preview: {
    isOpen: false,
    unread: 2,
    messages: [
      ...talk,
      said(8, 'Ada', 1, { text: 'It is on its way! We added a small gift for the trouble.', readAt: null }),
      said(9, 'Ada', 1, { text: 'You will have it on Thursday.', readAt: null }),
    ],
  },
  talk: { messages: talk, visitor: vera, form: { state: 'done', fields: [...fields] } },
  identified: { messages: talk, visitor: { ...vera, isIdentified: true } },
  newMessages: {
    unread: 1,
    messages: [...talk, said(8, 'Bob', 1, { text: 'It is on its way.', readAt: null })],
    team: {
      isOnline: true,
      people: [
        { name: 'Ada', avatarUrl: picture(80, 80) },
        { name: 'Bob', avatarUrl: null },
      ],
    },
    typing: [{ name: 'Bob', avatarUrl: null }],
    earlier: 'some',
  },
  formOptional: { messages: talk.slice(2, 3), form: { state: 'optional', fields: [...fields] } },
  formRequired: {
    messages: [said(1, 'visitor', 1, { text: 'Is the shop open on Sunday?', state: 'held', seq: null })],
    form: { state: 'required', fields: [...fields] },
    team: { isOnline: false, people: [] },
  },
  sending: {
    messages: [
      ...talk.slice(2, 5),
      outgoing('failed', { text: 'Can you send it to my office?' }),
      outgoing('pending', { text: 'It is closer to the station.' }),
    ],
  },
  offline: {
    connection: 'offline',
    messages: [...talk.slice(2, 5), outgoing('pending', { text: 'Thank you!' })],
  },
  trouble: { messages: talk.slice(2, 5), trouble: { kind: 'tooFast' } },
  files: {
    messages: [
      said(1, 'visitor', 9, { text: 'This is how it came.', attachments: [photo] }),
      said(2, 'Ada', 8, { text: 'Here is the label for the way back.', attachments: [file('f2', 'label.pdf')] }),
      said(3, 'visitor', 7, { text: 'Thank you, I printed it.', via: 'email' }),
    ],
    draft: 'Two more pictures',
    files: [
      { id: 'd1', name: 'left-side.jpg', bytes: 2_400_000, progress: 0.6, state: 'uploading' },
      { id: 'd2', name: 'right-side.jpg', bytes: 1_900_000, progress: 1, state: 'uploaded' },
      {
        id: 'd3',
        name: 'film.mov',
        bytes: 48_000_000,
        progress: 0,
        state: 'failed',
        trouble: { kind: 'tooLarge', maxBytes: 20_000_000 },
      },
    ],
  },
  texts: {
    messages: [
      said(1, 'visitor', 9, { text: `${long}\n\nSecond paragraph, after an empty line.` }),
      said(2, 'Ada', 8, { text: 'مرحبا! كيف يمكنني المساعدة؟\nSee https://acme.example/ar (in Arabic).' }),
      said(3, 'Ada', 8, { text: '👍🎉' }),
      said(4, 'Ada', 7, { text: 'Write to help@acme.example.', editedAt: '2026-03-10T14:24:00Z' }),
      said(5, 'Ada', 6, { text: '', state: 'deleted', deletedAt: '2026-03-10T14:25:00Z' }),
      said(6, 'visitor', 5, { text: `https://acme.example/${'a-long-path/'.repeat(12)}` }),
    ],
    draft: 'A draft of\nthree lines\nthat grows',
  },
  longNames: {
    messages: [said(1, `Dr. ${long}`, 9, { text: 'Good morning.' }), said(2, 'visitor', 8, { text: 'Good morning!' })],
    team: { isOnline: true, people: [{ name: `Dr. ${long}`, avatarUrl: null }] },
    visitor: { ...nobody, email: `vera@${'a-very-long-domain.'.repeat(4)}example` },
    draft: 'x'.repeat(10_012),
  },
  many: {
    messages: Array.from({ length: 60 }, (_, index) =>
      said(index + 1, index % 3 === 0 ? 'visitor' : 'Ada', 200 - index * 3, { text: `Message number ${index + 1}.` }),
    ),
    earlier: 'some',
  },
} as const satisfies Readonly<Record<string, Partial<Still>>>;

export type StateName = keyof typeof states;
