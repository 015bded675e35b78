import { When } from '../../components/When';

interface Props {
  what: { created_at: string; created_by: string };
}

/** When something was made, and by whom. */
export function Created({ what: { created_at: at, created_by: by } }: Props) {
  return (
    <>
      <When at={at} /> · {by}
    </>
  );
}
