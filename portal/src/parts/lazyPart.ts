import { lazy, type ComponentType } from 'react';

import { again } from './again';

/** As React's `lazy`, for a part that is asked for again where it does not arrive. */
export const lazyPart = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() => again(load));
