import { copyReferenceBundle } from './reference-bundle.ts';

/** A step of `npm run build`. */
copyReferenceBundle();
