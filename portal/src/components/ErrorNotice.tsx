import { asApiError } from '../api/errors';

import { ErrorBody } from './ErrorBody';
import { Notice } from './Notice';
import { useErrorText } from './useErrorText';

/** An error in place: message, hint and request id. */
export function ErrorNotice({ error }: { error: unknown }) {
  const shown = asApiError(error);
  const { message } = useErrorText()(shown);
  return (
    <Notice tone="error" urgent title={message}>
      <ErrorBody error={shown} />
    </Notice>
  );
}
