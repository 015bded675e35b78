import type { QueryKey } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormDialog } from './FormDialog';

interface Props {
  title: string;
  name: string;
  consequences: string[];
  run: () => Promise<unknown>;
  stale: QueryKey[];
  onClose: () => void;
  onDone?: () => void;
}

/** Asks for the name before something is deleted for good. */
export function NamedDeletion({ title, name, consequences, run, stale, onClose, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ typed: string }, unknown>
      title={title}
      submit={t('confirm.delete.submit')}
      initial={{ typed: '' }}
      run={run}
      said={() => t('said.deleted', { name })}
      stale={stale}
      onClose={onClose}
      {...(onDone && { onDone })}
      danger
      ready={({ typed }) => typed === name}
    >
      <ul>
        {consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
        <li>{t('confirm.delete.final')}</li>
      </ul>
      <Form.Item name="typed" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
