import { useTranslation } from 'react-i18next';

import { useLanguage } from '../i18n/useLanguage';

import { Hint } from './Hint';
import { joined } from './joined';
import { absoluteTime, relativeTime } from './time';

interface Props {
  at: string;
  /** Words that lead to it, as "Measured last:". */
  lead?: string;
}

/** A moment: how long ago it was, and exactly when on hover or focus. */
export function When({ at, lead }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const date = new Date(at);
  const time = (
    <Hint text={absoluteTime(date, language)}>
      <time dateTime={at}>
        {relativeTime(date, new Date(), language, { justNow: t('time.justNow'), soon: t('time.soon') })}
      </time>
    </Hint>
  );
  return lead ? joined(lead, time) : time;
}
