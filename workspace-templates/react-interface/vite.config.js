import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // A preview has a host name of its own.
  server: { host: '0.0.0.0', port: Number(process.env.PORT ?? 5173), strictPort: true, allowedHosts: true },
});
