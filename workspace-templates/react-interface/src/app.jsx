import { useState } from 'react';

export function App() {
  const [count, setCount] = useState(0);
  return (
    <main>
      <h1>It works</h1>
      <p>Change src/app.jsx: the page follows.</p>
      <button onClick={() => setCount(count + 1)}>Pressed {count} times</button>
    </main>
  );
}
