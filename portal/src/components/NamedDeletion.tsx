import type { QueryKey } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
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
  /** Whether all consequences are known; nothing can be deleted before. */
  informed?: boolean;
  /** What happened, where it has only begun. */
  said?: string;
  /** What is pressed, where it is not a deletion. */
  submit?: string;
  children?: ReactNode;
}

/** Asks for the name before something is deleted for good. */
export function NamedDeletion(props: Props) {
  const { title, name, consequences, run, stale, onClose, onDone, informed = true } = props;
  const { t } = useTranslation();
  return (
    <FormDialog<{ typed: string }, unknown>
      title={title}
      submit={props.submit ?? t('confirm.delete.submit')}
      initial={{ typed: '' }}
      run={run}
      said={() => props.said ?? t('said.deleted', { name })}
      stale={stale}
      onClose={onClose}
      {...(onDone && { onDone })}
      danger
      ready={({ typed }) => informed && typed === name}
    >
      <ul>
        {consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
        <li>{t('confirm.delete.final')}</li>
      </ul>
      {props.children}
      <Form.Item name="typed" label={t('confirm.delete.typeName', { name })}>
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDialog>
  );
}
