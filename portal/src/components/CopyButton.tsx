import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Button } from './Button';
import { Icon } from './Icon';

/** Copies a text and says that it did. Hidden where the browser offers no clipboard (plain http on another host). */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return null;
  const copy = () => void clipboard.writeText(text).then(() => setCopied(true));
  return (
    <Button
      kind="link"
      small
      icon={copied ? <Icon name="check" /> : <Icon name="copy" />}
      aria-label={copied ? t('action.copied') : t('action.copy')}
      onClick={copy}
    />
  );
}
