// The outcomes that adapters make themselves, rather than read from a gateway.
#pragma once

#include <string>

#include "services/gateways/gateway.h"
#include "services/gateways/http_message.h"

namespace lunchrush::gateways {

// Nothing was asked: the request lacks what the gateway would refuse it for.
CallFailure refused_here(std::string code, std::string message);
// No answer came: not executed when nothing was sent, else unknown.
CallFailure no_answer(const HttpFailure& failure);
// Genuine, but without the members it must have, or about something else: nothing may be concluded.
CallFailure unusable_answer(std::string request_id = {});

domain::PaymentEvidence payment_found(std::string out_trade_no, domain::PaymentFinding finding,
                                      std::string code = {});
domain::RefundEvidence refund_found(std::string out_trade_no, std::string out_refund_no,
                                    domain::RefundFinding finding, std::string code = {});

// A key that does not parse, by the account's member that holds it.
domain::Error bad_key(std::string pointer, domain::Error error);

}  // namespace lunchrush::gateways
