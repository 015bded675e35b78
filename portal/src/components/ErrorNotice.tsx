import { Alert } from 'antd';

import { asApiError } from '../api/errors';

import { ErrorBody } from './ErrorBody';
import { useErrorText } from './useErrorText';

/** An error in place: message, hint and request id. */
export function ErrorNotice({ error }: { error: unknown }) {
  const shown = asApiError(error);
  const { message } = useErrorText()(shown);
  return (
    <Alert type="error" showIcon role="alert" title={message} description={<ErrorBody error={shown} />} />
  );
}
