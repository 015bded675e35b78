import { useRouteError } from 'react-router';

import { Failure } from '../components/Failure';

/** What a page shows that failed to load or to draw: the frame stays, and one can try again. */
export function PageError() {
  return <Failure error={useRouteError()} retry={() => window.location.reload()} />;
}
