import { useRef, useState } from 'preact/hooks';
import { BoltIcon, CloseIcon } from '../mailbox/icons.tsx';
import { api, type FaultKind } from './api.ts';
import { caught, choices, faults, loadFaults } from './state.ts';

const kinds: Readonly<Record<FaultKind, string>> = {
  answer: 'When the API sends',
  reports: 'After Meta has taken a message',
  webhooks: 'When Meta tells the API',
};

const counts = { '1': 'once', '3': '3 times', '10': '10 times', all: 'until it is switched off' } as const;
type Count = keyof typeof counts;

/** Opens the switches that let Meta fail; shows how many are on. */
export function FaultsButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const active = faults.value.length;
  return (
    <>
      <button type="button" class="outline" onClick={() => dialog.current?.showModal()}>
        <BoltIcon />
        {active === 0 ? 'Faults' : `Faults, ${active} on`}
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
  const switchOn = async () => {
    if (mode === null) return;
    await caught(api.putFault({ mode, count: count === 'all' ? null : Number(count) }));
    setMode(null);
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
        <h2 id="faults-title">Let Meta fail</h2>
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
              <label key={name} class="check">
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
        <button type="submit" class="primary" disabled={mode === null}>
          Switch on
        </button>
      </div>
    </form>
  );
}

function Active() {
  if (faults.value.length === 0) return <p class="note">Meta works as it should. Choose what goes wrong:</p>;
  const clear = async () => {
    await caught(api.clearFaults());
    await loadFaults();
  };
  return (
    <div class="active">
      <ul>
        {faults.value.map(({ mode, count }, index) => (
          <li key={index}>
            <code>{mode}</code> {count === null ? 'until it is switched off' : `${count} more`}
          </li>
        ))}
      </ul>
      <button type="button" class="outline" onClick={() => void clear()}>
        Switch all off
      </button>
    </div>
  );
}
