// Check the key in Redis, then one transaction: order (its key is unique), intent, outbox; then the key into Redis.
import { createHash, randomUUID } from 'node:crypto'

const expirySeconds = 900
const replaySeconds = 24 * 3600

// Named, so that every connection prepares each once.
const insertOrder = {
  name: 'insert-order',
  text: `INSERT INTO fastify.orders (id, store_id, idempotency_key, fingerprint, channel, service, lines, total_fen, status,
                                     created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'awaiting_payment', $9, $10)
         ON CONFLICT (store_id, idempotency_key) DO NOTHING`
}
const insertIntent = {
  name: 'insert-intent',
  text: `INSERT INTO fastify.payment_intents (id, store_id, order_id, amount_fen, status)
         VALUES ($1, $2, $3, $4, 'requires_payment')`
}
const insertEvent = {
  name: 'insert-event',
  text: 'INSERT INTO fastify.outbox (id, store_id, order_id, kind, data) VALUES ($1, $2, $3, $4, $5)'
}
const selectReplay = {
  name: 'select-replay',
  text: `SELECT o.*, i.id AS intent_id FROM fastify.orders o JOIN fastify.payment_intents i ON i.order_id = o.id
         WHERE o.store_id = $1 AND o.idempotency_key = $2`
}

export async function createOrder ({ pool, redis, menu }, request, reply) {
  const body = request.body
  const key = request.headers['idempotency-key']
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const cacheKey = `order:${body.store_id}:${key}`

  const cached = await redis.get(cacheKey)
  if (cached) return replay(JSON.parse(cached), fingerprint, reply)

  const lines = priced(menu, body.lines)
  if (!lines) return reply.code(409).send({ code: 'not_on_the_menu' })
  const placed = await place(pool, body, key, fingerprint, lines)
  if (placed.replayed) return replay(placed, fingerprint, reply)
  await redis.set(cacheKey, JSON.stringify(placed), 'EX', replaySeconds)
  return reply.code(201).send(placed.answer)
}

function priced (menu, lines) {
  const out = []
  for (const { sku, quantity, options = [] } of lines) {
    const dish = menu.get(sku)
    if (!dish || options.some((code) => !dish.options.has(code))) return null
    const chosen = options.map((code) => ({ code, ...dish.options.get(code) }))
    const unitPrice = chosen.reduce((sum, option) => sum + option.price, dish.price)
    out.push({ sku, name: dish.name, quantity, unit_price: unitPrice, options: chosen, amount: unitPrice * quantity })
  }
  return out
}

async function place (pool, body, key, fingerprint, lines) {
  const now = new Date()
  const order = {
    id: randomUUID(),
    store_id: body.store_id,
    status: 'awaiting_payment',
    channel: body.channel,
    service: body.service,
    lines,
    total: lines.reduce((sum, line) => sum + line.amount, 0),
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + expirySeconds * 1000).toISOString()
  }
  const intent = { id: randomUUID(), amount: order.total, status: 'requires_payment' }
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const inserted = await client.query(insertOrder, [order.id, order.store_id, key, fingerprint, order.channel,
      JSON.stringify(order.service), JSON.stringify(lines), order.total, order.created_at, order.expires_at])
    if (inserted.rowCount === 0) {
      await client.query('ROLLBACK')
      const { rows } = await client.query(selectReplay, [order.store_id, key])
      return { ...fromRow(rows[0]), replayed: true }
    }
    await client.query(insertIntent, [intent.id, order.store_id, order.id, intent.amount])
    await client.query(insertEvent, [randomUUID(), order.store_id, order.id, 'order.awaiting_payment',
      JSON.stringify({ id: order.id, status: order.status, total: order.total })])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
  return { fingerprint, answer: { order, payment_intent: intent } }
}

function fromRow (row) {
  const order = {
    id: row.id,
    store_id: Number(row.store_id),
    status: 'awaiting_payment',
    channel: row.channel,
    service: row.service,
    lines: row.lines,
    total: Number(row.total_fen),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString()
  }
  const intent = { id: row.intent_id, amount: order.total, status: 'requires_payment' }
  return { fingerprint: row.fingerprint, answer: { order, payment_intent: intent } }
}

function replay (stored, fingerprint, reply) {
  if (stored.fingerprint !== fingerprint) return reply.code(422).send({ code: 'idempotency_key_reused' })
  return reply.code(201).header('Idempotent-Replayed', 'true').send(stored.answer)
}
