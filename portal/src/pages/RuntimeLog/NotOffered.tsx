import { Alert } from 'antd';

import { asApiError } from '../../api/errors';
import { useErrorText } from '../../components/useErrorText';

/** Not a failure: this cluster keeps its nodes' files to itself. */
export function NotOffered({ error }: { error: unknown }) {
  const { message, hint } = useErrorText()(asApiError(error));
  return <Alert type="info" showIcon title={message} description={hint} />;
}
