import { Dropdown, type MenuProps } from 'antd';
import type { ReactElement } from 'react';

interface Props {
  items: MenuProps['items'];
  /** The button that opens it. */
  children: ReactElement;
}

/** What is offered behind a button: by mouse, and by keys alone. */
export function ActionsMenu({ items, children }: Props) {
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      menu={{
        items,
        onKeyDown: (event) => {
          // Otherwise the browser presses whatever has the focus by then, such as the button that closes a dialog.
          if (event.key === 'Enter') event.preventDefault();
        },
      }}
    >
      {children}
    </Dropdown>
  );
}
