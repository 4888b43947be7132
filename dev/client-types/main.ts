// `npm run client-types`: generates packages/client/src/types.ts again, after a change of src/contract/.
import { writeFileSync } from 'node:fs';
import { describedTypes, typesFile } from './described.ts';

writeFileSync(typesFile, await describedTypes());
