/** The pages of managed services as one part: a part for each would have every page load more of the component library. */
export { ManagedPage } from '../Managed';
export { OfferingsPage } from '../Offerings';

export { ManagedServicePage } from '.';
