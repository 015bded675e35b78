import { Form, InputNumber, type FormItemProps, type InputNumberProps } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props extends Omit<FormItemProps, 'children' | 'rules' | 'required'> {
  least: number;
  most: number;
  required?: boolean;
  rules?: Exclude<FormItemProps['rules'], undefined>;
  input?: Omit<InputNumberProps<number>, 'min' | 'max' | 'precision'>;
}

/**
 * A whole number of a form.
 *
 * One that is out of bounds is complained about. The input's own bounds would replace it by the nearest in silence
 * when it is left or Enter is pressed: who wrote 120 would have sent 100.
 */
export function NumberItem({ least, most, required = false, rules = [], input, ...item }: Props) {
  const { t } = useTranslation();
  return (
    <Form.Item
      {...item}
      rules={[
        { required, message: t('form.required') },
        { type: 'number', min: least, max: most, message: t('form.between', { least, most }) },
        ...rules,
      ]}
    >
      <InputNumber<number> {...input} precision={0} />
    </Form.Item>
  );
}
