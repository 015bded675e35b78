import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DatePicker } from 'antd';
import { expect, it } from 'vitest';

import { switchLanguage } from '../i18n/language';

import Library from './Library';

it('keeps what was typed when the texts of another language arrive', async () => {
  render(
    <Library>
      <input aria-label="typed" />
      <DatePicker open />
    </Library>,
  );
  const input = screen.getByLabelText('typed');
  await userEvent.type(input, 'half a na');
  await switchLanguage('zh');
  expect(await screen.findByPlaceholderText('请选择日期')).toBeVisible();
  expect(screen.getByLabelText('typed')).toBe(input);
  expect(input).toHaveValue('half a na');
});
