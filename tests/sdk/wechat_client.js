'use strict';
// wechatpay-axios-plugin set up for the simulator, and its verifier of notifications.
const { Wechatpay, Rsa, Aes, Formatter } = require('wechatpay-axios-plugin');

function client(simulator, { certs, privateKey, serial, mchid, headers } = {}) {
  const { wechat } = simulator;
  return new Wechatpay({
    mchid: mchid || wechat.mchid,
    serial: serial || wechat.merchant_serial,
    privateKey: privateKey || wechat.merchant_private_key,
    certs: certs || { ...wechat.platform_certificates, [wechat.public_key_id]: wechat.public_key },
    baseURL: simulator.url,
    headers,
    timeout: 4000,
    proxy: false,
  });
}

function nativeOrder(simulator, merchant, number, total = 2200) {
  const { wechat } = simulator;
  return {
    appid: wechat.appid, mchid: wechat.mchid, description: '宫保鸡丁 ×1', out_trade_no: number,
    notify_url: merchant.url, amount: { total, currency: 'CNY' },
  };
}

// Whether the SDK accepts the notification; `keys` are the merchant's certificates and public keys by serial.
function isGenuine(letter, keys) {
  const { headers, body } = letter;
  const key = keys[headers['wechatpay-serial']];
  if (!key || Math.abs(Formatter.timestamp() - Number(headers['wechatpay-timestamp'])) > 300) return false;
  const message = Formatter.response(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body);
  return Rsa.verify(message, headers['wechatpay-signature'], key);
}

function opened(letter, apiv3Key) {
  const { resource } = JSON.parse(letter.body);
  return JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, apiv3Key, resource.nonce, resource.associated_data));
}

// The refusal of a call: { status, code, number }.
async function refusal(promise) {
  try {
    await promise;
  } catch (fault) {
    if (!fault.response) throw fault;
    const { status, data, headers } = fault.response;
    return { status, code: data.code, number: Number(headers['request-id'].split('-').pop()) };
  }
  throw new Error('the call was not refused');
}

module.exports = { client, nativeOrder, isGenuine, opened, refusal, Rsa, Aes, Formatter };
