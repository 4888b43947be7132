import { useRef, useState } from 'preact/hooks';
import { api, type FaultKind } from './api.ts';
import { BoltIcon, CloseIcon } from './icons.tsx';
import { caught, choices, faults, loadFaults } from './state.ts';
import { counted } from './words.ts';

const kinds: Readonly<Record<FaultKind, string>> = {
  answer: 'When an email is sent',
  reports: 'After SendGrid has taken the email',
  inbound: 'When a visitor replies',
};

const counts = {
  '1': 'the next email',
  '3': 'the next 3 emails',
  '10': 'the next 10 emails',
  all: 'every email',
} as const;
type Count = keyof typeof counts;

/** Opens the switches that let SendGrid fail; shows how many are on. */
export function FaultsButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const active = faults.value.length;
  return (
    <>
      <button type="button" class="outline" onClick={() => dialog.current?.showModal()}>
        <BoltIcon />
        <span class="wide-only" aria-hidden="true">
          Faults
        </span>
        <span class="hidden">{active === 0 ? 'Faults' : `Faults, ${active} on`}</span>
        {active > 0 && (
          <span class="badge" aria-hidden="true">
            {active}
          </span>
        )}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="faults-title" closedby="any">
        <FaultsPanel onClose={() => dialog.current?.close()} />
      </dialog>
    </>
  );
}

function FaultsPanel({ onClose }: { readonly onClose: () => void }) {
  const [mode, setMode] = useState<string | null>(null);
  const [count, setCount] = useState<Count>('1');
  const [to, setTo] = useState('');
  const [problem, tell] = useState<string | null>(null);
  const switchOn = async () => {
    if (mode === null) return;
    const fault = { mode, count: count === 'all' ? null : Number(count), to: to.trim() === '' ? null : to.trim() };
    try {
      await api.putFault(fault);
      setMode(null);
      tell(null);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
    await loadFaults();
  };
  return (
    <form
      class="faults"
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        void switchOn();
      }}
    >
      <div class="faults-head">
        <h2 id="faults-title">Let SendGrid fail</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      <div class="faults-body">
        <Active />
        {(Object.keys(kinds) as FaultKind[]).map((kind) => (
          <fieldset key={kind}>
            <legend>{kinds[kind]}</legend>
            {Object.entries(choices.value?.faults[kind] ?? {}).map(([name, sentence]) => (
              <label key={name} class="fault">
                <input type="radio" name="mode" value={name} checked={mode === name} onChange={() => setMode(name)} />
                <span>
                  {sentence} <code>{name}</code>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <div class="faults-foot">
        <label class="field">
          <span>For</span>
          <select value={count} onChange={({ currentTarget }) => setCount(currentTarget.value as Count)}>
            {Object.entries(counts).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Only for this address</span>
          <input
            type="email"
            placeholder="all addresses"
            value={to}
            onInput={({ currentTarget }) => setTo(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={mode === null}>
          Switch on
        </button>
        <p class="problem" role="alert">
          {problem}
        </p>
      </div>
    </form>
  );
}

function Active() {
  if (faults.value.length === 0) return <p class="note">SendGrid works as it should. Choose what goes wrong:</p>;
  const clear = async () => {
    await caught(api.clearFaults(null));
    await loadFaults();
  };
  return (
    <div class="active" role="status">
      <ul>
        {faults.value.map(({ mode, count, to }) => (
          <li key={`${mode} ${to}`}>
            <code>{mode}</code>{' '}
            {count === null ? 'for every email' : `for ${counted(count, 'more email', 'more emails')}`}
            {to !== null && ` to or from ${to}`}
          </li>
        ))}
      </ul>
      <button type="button" class="outline" onClick={clear}>
        Switch all off
      </button>
    </div>
  );
}
