const money = { type: 'integer', minimum: 0, maximum: 100_000_000 }
const text = { type: 'string', maxLength: 200 }
const service = {
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: {
    kind: { type: 'string', enum: ['dine_in', 'takeout', 'delivery'] },
    table: text,
    guests: { type: 'integer', minimum: 0, maximum: 1000 }
  }
}

export const orderRequest = {
  type: 'object',
  required: ['store_id', 'channel', 'service', 'lines'],
  additionalProperties: false,
  properties: {
    store_id: { type: 'integer', minimum: 1 },
    channel: { type: 'string', enum: ['mini_program', 'qr_scan', 'kiosk', 'pos', 'takeaway'] },
    service,
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        additionalProperties: false,
        properties: {
          sku: text,
          quantity: { type: 'integer', minimum: 1, maximum: 99 },
          options: { type: 'array', maxItems: 20, items: text },
          note: text
        }
      }
    },
    expected_total: money,
    payment_timing: { type: 'string', enum: ['prepay', 'postpay'], default: 'prepay' },
    note: text
  }
}

export const orderResponse = {
  type: 'object',
  properties: {
    order: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        store_id: { type: 'integer' },
        status: { type: 'string' },
        channel: { type: 'string' },
        service,
        lines: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              sku: text,
              name: text,
              quantity: { type: 'integer' },
              unit_price: money,
              options: { type: 'array', items: { type: 'object', properties: { code: text, name: text, price: money } } },
              amount: money
            }
          }
        },
        total: money,
        created_at: { type: 'string' },
        expires_at: { type: 'string' }
      }
    },
    payment_intent: {
      type: 'object',
      properties: { id: { type: 'string' }, amount: money, status: { type: 'string' } }
    }
  }
}

export const problem = {
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' } }
}
