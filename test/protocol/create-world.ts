import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { putAgent, setAgentStatus } from '../../src/store/accounts/agents.ts';
import { limitOf, takeAddress } from '../../src/store/addresses/address-limits.ts';
import { putConversation, reportPresence } from '../../src/store/conversations/conversations.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';
import { createScheduler } from './scheduler.ts';
import { startSweeper } from './sweeper.ts';
import { createTemporal } from './temporal.ts';
import { agentId, type Broken, type Ground, ref, type Scenario, start, type World } from './world.ts';

const settings = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } });

export async function createWorld(ground: Ground, scenario: Scenario, broken: Broken = {}): Promise<World> {
  const world: World = {
    ground,
    broken,
    scheduler: createScheduler(),
    temporal: createTemporal(() => world),
    mails: [],
    problems: [],
    asked: [],
    clock: () => world.now,
    now: start,
    crashesLeft: scenario.crashes ?? 0,
    stallsLeft: scenario.stalls ?? 0,
    ends: scenario.ends ?? [],
    truth: await ground.read(),
    storeOf: (actor) => ground.storeOf(actor, world.clock, true),
  };
  for (const [name, requests] of Object.entries(scenario.clients))
    world.scheduler.start(name, async (actor) => {
      for (const request of requests) await request(world, actor);
    });
  if (!broken.noSweeper)
    for (let number = 1; number <= (scenario.sweepers ?? 1); number += 1) startSweeper(world, `sweeper ${number}`);
  return world;
}

/** An agent who is online, and an identified visitor. */
export async function setUp(store: Store, scenario: Scenario): Promise<void> {
  const { visitorLeft, onUnknown = 'resend', limitedAddresses = [], quietUntil } = scenario;
  const delivery = { ...settings.delivery, onUnknown };
  const quietHours = quietUntil === undefined ? null : { from: '08:00', to: quietUntil };
  const chosen = { ...settings, delivery, timing: { ...settings.timing, quietHours } };
  await createAccount(store, { id: ref.accountId, name: 'Acme', settings: chosen }, start);
  const agent = { accountId: ref.accountId, agentId };
  await putAgent(store, agent, { name: 'Agent', email: null, avatarUrl: null }, start);
  await setAgentStatus(store, agent, { status: 'online', expiresInSeconds: null }, start);
  await putConversation(store, ref, { visitor: { email: 'visitor@example.com' } }, start);
  if (visitorLeft) await reportPresence(store, ref, { state: 'left', tab: 'one', at: null, sentAt: null }, start);
  for (const address of limitedAddresses) await takeEveryPlace(store, address);
}

/** The maximum number of other conversations email the address today. */
async function takeEveryPlace(store: Store, address: string): Promise<void> {
  for (let other = 1; ; other += 1) {
    const elsewhere = { ref: { ...ref, conversationId: `other ${other}` }, address, now: start };
    const isTaken = await inTransaction(store, async (session) =>
      takeAddress(store, elsewhere, await limitOf(store, elsewhere, session), session),
    );
    if (!isTaken) return;
  }
}
