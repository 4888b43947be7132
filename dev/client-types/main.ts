// `npm run client-types`: writes packages/client/src/types.ts anew, after a change of src/contract/.
import { writeFileSync } from 'node:fs';
import { describedTypes, typesFile } from './described.ts';

writeFileSync(typesFile, await describedTypes());
