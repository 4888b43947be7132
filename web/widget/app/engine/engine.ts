import { effect } from '@preact/signals';
import type { Message, VisitorConversation, VisitorSession } from '../../../../packages/client/src/types.ts';
import type { Chat, DraftFile, Trouble } from '../chat.ts';
import type { Happening } from './browser.ts';
import { type CoreDeps, coreOf } from './core.ts';
import type { DraftFiles } from './draft-files.ts';
import { type Follower, following, type OtherEvent } from './following.ts';
import { subjectOf } from './identity.ts';
import { maxOutbox, outboxOf } from './outbox.ts';
import { presence } from './presence.ts';
import { reading } from './reading.ts';
import { sessions as sessionsOf } from './sessions.ts';
import { type Agents, clearVisitor, formBefore, takeAgents as takeInto, visitorOf } from './state.ts';
import { mayPass, troubleOf, waitMs } from './trouble.ts';
import { typing as typingOf } from './typing.ts';

export interface EngineDeps extends CoreDeps {
  /** The language tag to tell the service. */
  locale(): string;
  /** Of a link in an email. */
  readonly code: string | null;
  /** Somebody answered: to be heard, once in all tabs. */
  onReceived(message: Message): void;
}

/** What the visitor does that needs a session. */
export type Acts = Pick<
  Chat,
  | 'send'
  | 'retry'
  | 'discard'
  | 'removeFile'
  | 'retryFile'
  | 'loadEarlier'
  | 'fillForm'
  | 'seen'
  | 'acted'
  | 'typed'
  | 'askRestoreLink'
  | 'forget'
> & {
  /** Uploads the draft's files that are not yet on their way. */
  upload(): void;
};

export interface Engine {
  readonly acts: Acts;
  /** Goes on with what this browser has; after the commands that the page gave before. */
  start(): void;
  identify(token: string): void;
  logout(): void;
  destroy(): void;
}

/** What is wrong with what was filled in, to be said beside it. */
const ofForm: readonly Trouble['kind'][] = ['emailNotValid', 'tooManyAddresses', 'refused'];

/** What the chat does without being drawn: docs/widget.md says what it stores and when it calls the service. */
export function createEngine(deps: EngineDeps): Engine {
  const { browser, locale, code, tell } = deps;
  const core = coreOf(deps);
  const { state, kept, api } = core;
  const limits = deps.configuration.attachments;
  const sessions = sessionsOf(core, locale, { onBegun, onDropped });
  const outbox = outboxOf(core, sessions, onStored);
  const here = presence(core, () => sessions.current()?.conversationId != null);
  const typing = typingOf(core, () => sessions.current()?.conversationId != null);
  let files: DraftFiles | null = null;
  const read = reading(core, (upTo) =>
    follower?.tell({ type: 'conversation.updated', id: '', data: { readUpTo: upTo } as VisitorConversation }),
  );
  let follower: Follower | null = null;
  const takeAgents = (agents: Agents) => takeInto(state, agents, tell);
  let hasStarted = false;
  let resuming: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function onBegun(session: VisitorSession, isOther: boolean): void {
    if (isOther) forgetShown();
    takeVisitor(session.visitor);
    takeAgents(session.agents);
    state.form.value = session.form;
    if (session.conversation !== null) onConversation(session.conversation);
    outbox.refresh();
    here.start(session.presence.heartbeatSeconds);
    follow(session.visitor.id);
  }

  function follow(who: string): void {
    stopFollowing();
    follower = following(core, who, { onConversation, onMessage, onEvent, onOver: () => void resume() });
  }

  function stopFollowing(): void {
    follower?.stop();
    follower = null;
  }

  function onEvent(event: OtherEvent): void {
    if (event.type === 'conversation.deleted') sessions.drop('session');
    else if (event.type === 'agents.updated') takeAgents(event.data);
    else typing.heard(event.data);
  }

  function onDropped(): void {
    here.stop();
    stopFollowing();
    forgetShown();
    state.form.value = formBefore(deps.configuration.agents);
  }

  function forgetShown(): void {
    core.endLife('anew');
    read.forget();
    files?.forget();
    typing.over();
    clearVisitor(state);
  }

  function onConversation(conversation: VisitorConversation): void {
    const { id, readUpTo, form, visitor } = conversation;
    read.readElsewhere(readUpTo);
    // From another tab, only what was read.
    if (id === undefined) return;
    sessions.begun(id);
    state.form.value = form;
    takeVisitor(visitor);
  }

  function takeVisitor(visitor: VisitorSession['visitor']): void {
    const { email } = state.visitor.value;
    state.visitor.value = visitorOf(visitor);
    const isGiven = visitor.emailSource === 'contactForm' || visitor.emailSource === 'conversation';
    if (isGiven && hasWritten && visitor.email !== null && visitor.email !== email)
      tell('emailSupplied', { email: visitor.email });
  }
  /** Since the page was opened: what was known before is no news. */
  let hasWritten = false;

  /** The service has it. */
  function onStored(message: Message): void {
    follower?.tell({ type: 'message.created', id: '', data: message });
    state.transcript.value = new Map([...state.transcript.value, [message.id, message]]);
    const isFirst = sessions.current()?.conversationId === null;
    sessions.begun(message.conversationId);
    if (isFirst) here.here();
    if (message.state === 'held' && state.form.value.state !== 'done')
      state.form.value = { state: 'required', fields: ['email', 'name'] };
    tell('messageSent', { id: message.id });
  }

  function onMessage(message: Message, isNew: boolean): void {
    if (!isNew || message.author.kind === 'visitor') return;
    typing.over();
    tell('messageReceived', { id: message.id });
    deps.onReceived(message);
  }

  /** Goes on with what is kept; shows why not if that fails, and tries again when the network is back. */
  async function resume(): Promise<void> {
    const signal = core.life();
    clearTimeout(resuming);
    try {
      await sessions.resume();
      failures = 0;
      outbox.flush();
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) core.failed(error);
      if (mayPass(error)) resuming = setTimeout(() => !core.life().aborted && resume(), waitMs(error, failures));
      failures += 1;
    }
  }

  /** Whether there is something to go on with, so that this needs no act of the visitor. */
  const mayResume = () => kept.session() !== null || (sessions.identity() !== null && state.isOpen.peek());

  async function start(): Promise<void> {
    hasStarted = true;
    if (code !== null) {
      sessions.comeBack(code);
      state.isOpen.value = true;
      await resume();
    } else if (mayResume()) await resume();
    outbox.refresh();
    outbox.flush();
  }

  function identify(token: string): void {
    const who = subjectOf(token);
    sessions.identify(token);
    const current = sessions.current();
    if (!hasStarted || (current?.isIdentified && current.who === who)) return;
    if (mayResume()) void resume();
  }

  function end(): void {
    sessions.identify(null);
    here.left();
    // A tab with a session of its own ends that of the other tabs too.
    for (const token of new Set([api.token.now() ?? '', ...kept.tokens()])) {
      if (token === '') continue;
      api.use(token);
      api.logout({ keepalive: true }).catch(() => {});
    }
    sessions.drop('all');
  }

  function happened(happening: Happening): void {
    switch (happening.kind) {
      case 'looking':
        read.look();
        follower?.check();
        return;
      case 'online':
        follower?.restart();
        outbox.flush();
        retryFiles();
        if (sessions.current() === null && hasStarted && mayResume()) void resume();
        return;
      case 'offline':
        if (sessions.current() !== null) state.connection.value = 'offline';
        return;
      case 'leaving':
        here.left();
        stopFollowing();
        return;
      case 'back':
        comeBack();
        return;
      case 'kept':
        changedElsewhere(happening.key);
        return;
    }
    happening satisfies never;
  }

  /** The browser shows a page again that was left: what it has may be another visitor's now. */
  function comeBack(): void {
    changedElsewhere(null);
    const current = sessions.current();
    if (current === null) return;
    here.here();
    follow(current.who);
  }

  /** What another tab did to this key; null: to any, or nobody knows. */
  function changedElsewhere(key: string | null): void {
    if (key !== null && !kept.isShared()) return;
    if (key === null || key === kept.key) sessionElsewhere(key !== null);
    else if (!key.startsWith(`${kept.key}:`)) return;
    outbox.refresh();
    outbox.flush();
  }

  function sessionElsewhere(isSure: boolean): void {
    const before = sessions.current();
    const now = kept.session();
    if (kept.isEmpty()) {
      if (before === null && !isSure) return;
      // They logged out: whoever is here next must not go on as them.
      sessions.identify(null);
      state.isOpen.value = false;
      sessions.drop('all');
    } else if (now === null) {
      if (before !== null) sessions.drop('session');
    } else if (before?.who === now.who) sessions.take(now);
    else {
      // The newest sign-in counts: tabs that know different customers would take the session from each other for ever.
      const { isIdentified, who, conversationId } = now;
      if ((before !== null || isIdentified) && subjectOf(sessions.identity() ?? '') !== who) sessions.identify(null);
      // Whoever signed in has made the same conversation theirs.
      if (before !== null && (before.conversationId === null || before.conversationId !== conversationId))
        sessions.drop('shown');
      if (hasStarted) void resume();
    }
  }

  const stops = [
    browser.listen(happened),
    effect(() => {
      if (state.isOpen.value && hasStarted && sessions.current() === null && mayResume()) void resume();
      read.look();
    }),
  ];

  function send(): void {
    const text = state.draft.value.trim();
    if (text === '' && state.files.value.length === 0) return;
    if (state.outbox.value.length >= maxOutbox) {
      state.trouble.value = { kind: 'tooFast' };
      return;
    }
    const drafts = state.files.value;
    if (drafts.some((file) => file.state === 'failed')) return;
    state.waits.value = drafts.some((file) => file.state === 'uploading');
    if (state.waits.value) return;
    const attachments = files?.take() ?? [];
    state.draft.value = '';
    hasWritten = true;
    if (text !== '' || attachments.length > 0)
      outbox.add({ id: browser.newId(), text, files: attachments, at: Date.now() });
  }

  const changeFiles = (change: (file: DraftFile) => DraftFile) => {
    state.files.value = state.files.value.map(change);
  };

  /** Most visitors send none, so that part is loaded with the first. */
  async function upload(): Promise<void> {
    try {
      const { draftFiles } = await import('./draft-files.ts');
      files ??= draftFiles(core, sessions, limits, () => state.waits.value && send());
      files.begin();
    } catch {
      changeFiles((file) => (file.state === 'uploading' ? { ...file, state: 'failed' } : file));
    }
  }

  /** Those that failed with the network; all of them, or the one with this id. */
  function retryFiles(id?: string): void {
    changeFiles((file) =>
      file.state === 'failed' && file.trouble === undefined && (id ?? file.id) === file.id
        ? { ...file, state: 'uploading' }
        : file,
    );
    if (state.files.value.length > 0) void upload();
  }

  const acts: Acts = {
    send,
    retry: outbox.retry,
    discard: (id) => {
      const taken = outbox.discard(id);
      if (taken !== undefined && state.draft.value === '') state.draft.value = taken.text;
    },
    upload: () => void upload(),
    retryFile: retryFiles,
    removeFile: (id) => {
      state.waits.value = false;
      files?.remove(id);
    },
    loadEarlier: () => follower?.loadEarlier(),
    fillForm: async (filled) => {
      hasWritten = true;
      await orSentence(async () => {
        await sessions.need();
        const signal = core.life();
        const { conversation, form, released } = await api.contactForm({ ...filled, tab: core.tab }, { signal });
        signal.throwIfAborted();
        onConversation(conversation);
        state.form.value = form;
        for (const message of released) onStored(message);
      });
    },
    seen: read.seen,
    acted: here.acted,
    typed: () => {
      // Whoever goes on writing sends it anew.
      state.waits.value = false;
      typing.typed();
    },
    askRestoreLink: (email) => orSentence(() => api.restoreLink({ siteKey: core.siteKey, email })),
    forget: end,
  };

  /** What is shown beside a form; what is not about the form is shown above it. */
  async function orSentence(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const cause = troubleOf(error);
      if (ofForm.includes(cause.kind)) throw new Error('', { cause });
      core.failed(error);
      throw error;
    }
  }

  return {
    acts,
    start: () => void start(),
    identify,
    logout: () => {
      state.isOpen.value = false;
      end();
    },
    destroy: () => {
      here.left();
      here.stop();
      stopFollowing();
      core.endLife('never');
      for (const stop of stops) stop();
    },
  };
}
