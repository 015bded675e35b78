import { Button } from 'antd';

import { Icon } from './Icon';

/** A file that the server makes; the browser stores it as it arrives, however long it is. */
export function DownloadLink({ href, label }: { href: string; label: string }) {
  return (
    <Button href={href} download icon={<Icon name="download" />}>
      {label}
    </Button>
  );
}
