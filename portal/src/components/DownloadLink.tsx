import { Button } from 'antd';

import { Icon } from './Icon';

/** A file that the server makes; the browser stores it as it arrives, however long it is; the server names it unless `name` does. */
export function DownloadLink({ href, label, name }: { href: string; label: string; name?: string }) {
  return (
    <Button href={href} download={name ?? true} icon={<Icon name="download" />}>
      {label}
    </Button>
  );
}
