import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLater } from '../../../components/useLater';
import { useEditing } from '../editing';

import { Chooser } from './Chooser';
import styles from './Image.module.css';
import { Told } from './Told';

interface Props {
  id?: string;
  value?: string;
  onChange?: (image: string) => void;
}

/** An image by its name: typed, or chosen from registries. What a registry tells of it stands below. */
export function ImageField({ id, value = '', onChange }: Props) {
  const { t } = useTranslation();
  const { application } = useEditing();
  const [choosing, setChoosing] = useState(false);
  const settled = useLater(value.trim());
  const change = (image: string) => onChange?.(image);
  return (
    <div className={styles.field}>
      <div className={styles.line}>
        <Input
          id={id}
          value={value}
          onChange={({ target }) => change(target.value)}
          autoComplete="off"
          spellCheck={false}
          placeholder="registry.example.com/team/web:1.0"
        />
        <Button aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
          {t(choosing ? 'image.chosen' : 'image.choose')}
        </Button>
      </div>
      {choosing && <Chooser tenant={application.tenant_id} image={value} onChange={change} />}
      {/* While an image is chosen, there is a registry before there is a name. */}
      {settled && settled === value.trim() && !settled.endsWith('/') && (
        <Told tenant={application.tenant_id} image={settled} onChange={change} />
      )}
    </div>
  );
}
