import { App } from 'antd';
import { useEffect } from 'react';

export type Feedback = ReturnType<typeof App.useApp>;

interface Props {
  onReady: (feedback: Feedback) => void;
}

function Ready({ onReady }: Props) {
  const feedback = App.useApp();
  useEffect(() => onReady(feedback), [feedback, onReady]);
  return null;
}

/** Where messages, notices and confirmations appear. */
export function Place(props: Props) {
  return (
    <App component={false}>
      <Ready {...props} />
    </App>
  );
}
