import { useRouteError } from 'react-router';

import { lastRequestId } from '../api/client';
import { pageErrorFrom } from '../api/errors';
import { Failure } from '../components/Failure';

/** What a page shows that failed to load or to draw: the frame stays, and one can try again. */
export function PageError() {
  const error = pageErrorFrom(useRouteError(), lastRequestId());
  return <Failure error={error} retry={() => window.location.reload()} />;
}
