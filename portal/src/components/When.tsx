import { useLanguage } from '../i18n/useLanguage';

import { Hint } from './Hint';
import { absoluteTime, relativeTime } from './time';

/** A moment: how long ago it was, and exactly when on hover or focus. */
export function When({ at }: { at: string }) {
  const language = useLanguage();
  const date = new Date(at);
  return (
    <Hint text={absoluteTime(date, language)}>
      <time dateTime={at}>{relativeTime(date, new Date(), language)}</time>
    </Hint>
  );
}
