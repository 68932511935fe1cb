// How a control route is declared: JSON object in, JSON object out, faults as problem+json.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "services/domain/result.h"
#include "services/simulator/members.h"
#include "services/web/router.h"

namespace lunchrush::simulator::control {

using Answer = domain::Result<boost::json::object>;
using Work = std::function<Answer(const web::Request&, Members&)>;

// The body (or, for GET, nothing) is parsed before `work`; `work` reads the members and calls finish()
// itself.
void add_route(web::Router& router, web::http::verb method, std::string pattern, std::string name, Work work);

web::Reply to_reply(const boost::json::object& object);
// A query parameter that is a number; `fallback` when it is missing, nullopt when it is not a number.
std::optional<std::uint64_t> number_in_query(const web::Request& request, std::string_view name,
                                             std::uint64_t fallback);

domain::Error bad_request(std::string detail);
domain::Error not_found(std::string detail);

}  // namespace lunchrush::simulator::control
