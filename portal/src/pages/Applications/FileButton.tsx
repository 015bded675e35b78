import { Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../components/Icon';

const YAML = '.yaml,.yml,.json,text/*';

/** Reads a text file from the user's machine; it is not sent anywhere by this. */
export function FileButton({ onText, accept = YAML }: { onText: (text: string) => void; accept?: string }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        // The component library's forms show file inputs, whatever a class or `hidden` says.
        style={{ display: 'none' }}
        aria-label={t('applyFile.choose')}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          void chosen?.text().then(onText);
        }}
      />
      <Button size="small" icon={<Icon name="folder" />} onClick={() => input.current?.click()}>
        {t('applyFile.choose')}
      </Button>
    </>
  );
}
