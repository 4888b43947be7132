import { askTemporal, type TemporalAccess, type TemporalTrouble } from '../temporal/trouble.ts';
import { fine, type PartCondition } from './condition.ts';

/** Whether Temporal answers and has our namespace. */
export const temporalFitness = async (access: TemporalAccess): Promise<PartCondition> =>
  conditionOf(await askTemporal(access));

/** What is wrong with Temporal, in one sentence. */
export function conditionOf(trouble: TemporalTrouble | null): PartCondition {
  return trouble === null ? fine : { state: trouble.state, says: `Temporal ${trouble.says}: ${trouble.todo}` };
}
