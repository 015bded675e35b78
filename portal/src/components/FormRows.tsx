import { Button, Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Path } from './formErrors';
import styles from './FormRows.module.css';
import { Icon } from './Icon';

interface Props {
  /** Of the list: within the form, or within the list around it. */
  name: Path;
  /** How wide the cells are: a class with `grid-template-columns`, the button's column last. */
  columns: string | undefined;
  /** The cells of a row, as form items named within the list. */
  children: (name: number, index: number) => ReactNode;
  /** What the button says that adds a row, and what it adds. */
  add: string;
  first: object;
  size?: 'small' | 'middle';
  /** What the button says that removes a row. */
  remove?: (index: number) => string;
}

/** Rows of short fields in a form; any can be removed, and others added. */
export function FormRows({
  name,
  columns,
  children,
  add: addLabel,
  first,
  size = 'middle',
  remove: removeLabel,
}: Props) {
  const { t } = useTranslation();
  return (
    <Form.List name={name}>
      {(rows, { add, remove }, { errors }) => (
        <div className={styles.rows}>
          {rows.map((row, index) => (
            <div key={row.key} className={`${styles.row} ${columns}`}>
              {children(row.name, index)}
              <Button
                type="text"
                icon={<Icon name="remove" />}
                aria-label={removeLabel?.(index) ?? t('action.remove')}
                onClick={() => remove(row.name)}
              />
            </div>
          ))}
          {/* What is wrong with the rows, and with none that can be named. */}
          <Form.ErrorList errors={errors} />
          <Button
            type={size === 'small' ? 'default' : 'dashed'}
            size={size}
            icon={<Icon name="plus" />}
            onClick={() => add(first)}
          >
            {addLabel}
          </Button>
        </div>
      )}
    </Form.List>
  );
}
