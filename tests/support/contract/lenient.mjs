import { takeLenientRequests } from "./requests.mjs";

// For test files about what is read although the document does not have it: as the originals' clients spell it, or as
// bad input that is ignored. Imported for this effect.
takeLenientRequests();
