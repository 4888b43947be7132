import { say } from '../words/language.ts';
import { Choice } from './choice.tsx';
import { type Period, periodFields, periodOf, type TimeName, times, timeWords } from './period.ts';

interface PeriodFilterProps {
  readonly period: Period;
  readonly onChoose: (period: Period) => void;
}

/** The last hour, day and so on, or from one time to another. */
export const PeriodFilter = ({ period, onChoose }: PeriodFilterProps) => (
  <>
    <Choice
      label={say('deliveries.time')}
      any={say('deliveries.anyTime')}
      value={periodFields(period).time}
      options={[
        ...Object.keys(times).map((name) => [name, say(timeWords[name as TimeName])] as const),
        ['between', say('deliveries.between')],
      ]}
      onChoose={(time) => onChoose(periodOf({ time: time ?? '' }))}
    />
    {period.kind === 'between' && (
      <div class="period">
        <TimeField
          label={say('deliveries.periodFrom')}
          value={period.from}
          max={period.until}
          onChoose={(from) => onChoose({ ...period, from })}
        />
        <TimeField
          label={say('deliveries.periodUntil')}
          value={period.until}
          min={period.from}
          onChoose={(until) => onChoose({ ...period, until })}
        />
      </div>
    )}
  </>
);

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  readonly onChoose: (value: string) => void;
}

const TimeField = ({ label, value, min = '', max = '', onChoose }: TimeFieldProps) => (
  <label class="period-field">
    <span class="small">{label}</span>
    <input
      class="input"
      type="datetime-local"
      value={value}
      min={min}
      max={max}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
    />
  </label>
);
