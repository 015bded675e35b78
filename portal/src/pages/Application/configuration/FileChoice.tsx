import { Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Entry } from '../../../api/configuration';
import { useFeedback } from '../../../components/feedback';
import { Icon } from '../../../components/Icon';

import { entryOf, MOST_BYTES } from './files';

interface Props {
  label: string;
  /** With the label in it; without, only as what it is called. */
  wordy?: boolean;
  onFile: (name: string, entry: Entry) => void;
}

/** Takes a file as a value; nothing is sent by this. */
export function FileChoice({ label, wordy = false, onFile }: Props) {
  const { t } = useTranslation();
  const { message } = useFeedback();
  const input = useRef<HTMLInputElement>(null);
  const take = async (files: readonly File[]) => {
    for (const file of files) {
      if (file.size > MOST_BYTES) message.error(t('configuration.fileTooLarge', { name: file.name }));
      else onFile(file.name, await entryOf(file));
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple={wordy}
        style={{ display: 'none' }}
        aria-label={label}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = '';
          void take(chosen);
        }}
      />
      <Button
        type={wordy ? 'dashed' : 'text'}
        icon={<Icon name="upload" />}
        {...(!wordy && { 'aria-label': label, title: label })}
        onClick={() => input.current?.click()}
      >
        {wordy && label}
      </Button>
    </>
  );
}
