import { useTranslation } from 'react-i18next';

import { bytesIn } from './rows';

/** A value that is no text: how large it is, and the file itself. */
export function BinaryValue({ name, base64 }: { name: string; base64: string }) {
  const { t } = useTranslation();
  return (
    <a href={`data:application/octet-stream;base64,${base64}`} download={name}>
      {t('configuration.binary', { bytes: bytesIn(base64) })}
    </a>
  );
}
