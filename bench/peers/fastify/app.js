import Fastify from 'fastify'
import Redis from 'ioredis'
import pg from 'pg'
import pino from 'pino'
import { menu } from './menu.js'
import { createOrder } from './orders.js'
import { orderRequest, orderResponse, problem } from './schemas.js'

// A line for each request, as Lunchrush writes one; written in larger pieces, which is pino's fast way.
function logger (file) {
  return file ? pino({ level: 'info' }, pino.destination({ dest: file, sync: false, minLength: 4096 })) : undefined
}

export async function buildApp ({ databaseUrl, redisUrl, apiKey, poolMax, logFile }) {
  const app = Fastify({
    loggerInstance: logger(logFile),
    disableRequestLogging: true,
    keepAliveTimeout: 60_000
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolMax })
  const redis = new Redis(redisUrl, { enableAutoPipelining: true })
  const authorization = `Bearer ${apiKey}`

  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== authorization) return reply.code(401).send({ code: 'unauthorized' })
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ method: request.method, url: request.url, status: reply.statusCode, ms: reply.elapsedTime })
  })
  app.post('/v1/orders', {
    schema: {
      headers: {
        type: 'object',
        required: ['idempotency-key'],
        properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } }
      },
      body: orderRequest,
      response: { 201: orderResponse, '4xx': problem, '5xx': problem }
    }
  }, (request, reply) => createOrder({ pool, redis, menu }, request, reply))

  app.addHook('onClose', async () => {
    await pool.end()
    redis.disconnect()
  })
  return app
}
