// PORT, DATABASE_URL, REDIS_URL, API_KEY; WORKERS processes (1) of POOL_MAX connections each (16); LOG_FILE for the log.
import cluster from 'node:cluster'
import { buildApp } from './app.js'

const workers = Number(process.env.WORKERS ?? 1)

if (workers > 1 && cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork()
  process.on('SIGTERM', () => cluster.disconnect(() => process.exit(0)))
} else {
  const app = await buildApp({
    databaseUrl: process.env.DATABASE_URL,
    redisUrl: process.env.REDIS_URL,
    apiKey: process.env.API_KEY,
    poolMax: Number(process.env.POOL_MAX ?? 16),
    logFile: process.env.LOG_FILE
  })
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
  process.on('SIGTERM', () => app.close().then(() => process.exit(0)))
}
