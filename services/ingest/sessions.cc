// POST /v1/sessions: a scanned table code becomes a guest's token.
#include "proto/lunchrush/v1/sessions.pb.h"
#include "services/crypto/digest.h"
#include "services/ingest/answers.h"
#include "services/ingest/ingest.h"
#include "services/ingest/wire.h"
#include "services/passes/passes.h"
#include "services/web/body.h"

namespace lunchrush::ingest {
namespace {

using domain::Error;
using domain::ErrorCode;

// Not a 404: the address is right, and what the guest's page can do about it is to ask for another scan.
Error bad_table_code(std::string detail) {
  return {ErrorCode::invalid_request,
          "scan the code on the table again",
          {{"/table_code", "unknown_table_code", std::move(detail)}}};
}

// The paper on the table is an old one, or a photograph of it.
Error replaced_table_code() {
  return {ErrorCode::forbidden,
          "this table code was replaced by a new one; ask the staff",
          {{"/table_code", "replaced_table_code", "the store's codes are of another generation now"}}};
}

// Who scans is who he was before, for as long as he stays at one store, however old his token is: a retry
// after renewal must be the same caller's. A guest's id carries its store's number, so at another store he is
// somebody new. A token that is not ours says nothing about anybody and keeps nobody out.
domain::GuestId guest_of(const passes::Signer& signer, std::string_view previous_token, domain::StoreId store,
                         domain::Instant at) {
  const auto previous = signer.verify_guest_token(previous_token, at);
  const bool known_here =
      previous && previous->guest.at.store == store && previous->guest.id.store() == store;
  return known_here ? previous->guest.id : domain::GuestId{domain::Uuid::v7(at, crypto::random_u64(), store)};
}

// Codes are scanned by the store's devices, and cash is taken at the till.
void offer_payments(v1::Session& session, const postgres::Store& store) {
  if (!store.wechat_account.empty()) {
    session.add_payment_methods(v1::PAYMENT_METHOD_WECHAT_JSAPI);
    session.add_payment_methods(v1::PAYMENT_METHOD_WECHAT_NATIVE);
  }
  if (!store.alipay_account.empty()) session.add_payment_methods(v1::PAYMENT_METHOD_ALIPAY_PRECREATE);
}

v1::CreateSessionResponse response_of(const passes::Guest& guest, std::string token,
                                      const postgres::Store& store, const Config& config) {
  v1::CreateSessionResponse response;
  auto& session = *response.mutable_session();
  session.set_token(std::move(token));
  session.set_guest_id(guest.id.text());
  session.set_store_id(number(guest.at.store));
  session.mutable_store_name()->set_zh(store.name_zh);
  session.mutable_store_name()->set_en(store.name_en);
  session.set_table(guest.at.table);
  set_time(*session.mutable_expires_at(), guest.expires_at);
  offer_payments(session, store);
  session.set_cashier_url(config.cashier_url);
  return response;
}

}  // namespace

asio::awaitable<web::Reply> create_session(web::Request& request, Ingest& ingest) {
  v1::CreateSessionRequest wanted;
  if (auto decoded = web::read_body(request, wanted); !decoded)
    co_return web::problem(decoded.error(), request);
  const auto code = ingest.signer.verify_table_code(wanted.table_code());
  if (!code) co_return web::problem(bad_table_code("not a code of ours"), request);
  auto entry = co_await store_of(*code, ingest.directory, request.deadline);
  if (!entry && entry.error().code == ErrorCode::not_found)
    co_return web::problem(bad_table_code("the store of this code is gone"), request);
  if (!entry) co_return web::problem(entry.error(), request);
  if (code->generation != (*entry)->store.table_code_generation)
    co_return web::problem(replaced_table_code(), request);

  const auto at = std::chrono::floor<std::chrono::seconds>(now());
  const passes::Guest guest{guest_of(ingest.signer, wanted.previous_token(), code->at.store, now()), code->at,
                            at + ingest.config.session_lifetime};
  auto token = ingest.signer.make_guest_token(guest);
  if (!token) co_return web::problem(token.error(), request);
  auto reply =
      web::reply(request, 201, response_of(guest, std::move(*token), (*entry)->store, ingest.config));
  co_return reply.with("Cache-Control", "no-store");
}

}  // namespace lunchrush::ingest
