import { Tooltip } from 'antd';

import { useLanguage } from '../i18n/useLanguage';

import { absoluteTime, relativeTime } from './time';

/** A moment: how long ago it was, and exactly when on hover or focus. */
export function When({ at }: { at: string }) {
  const language = useLanguage();
  const date = new Date(at);
  return (
    <Tooltip title={absoluteTime(date, language)}>
      <time dateTime={at}>{relativeTime(date, new Date(), language)}</time>
    </Tooltip>
  );
}
