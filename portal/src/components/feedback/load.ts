import { again } from '../../parts/again';
import { inLibrary } from '../../theme/inLibrary';

const place = async () => (await import('./Place')).Place;

/** Loads what shows messages, notices and confirmations; asked for again where it did not arrive. */
export const loadPlace = () => again(() => inLibrary(place()));
