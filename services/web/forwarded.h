// Who asks, when proxies speak for others.
#pragma once

#include <boost/asio/ip/address.hpp>

#include "services/web/address_set.h"
#include "services/web/header_fields.h"

namespace lunchrush::web {

// X-Forwarded-For grows at its right end: each proxy writes down whom it heard. From the peer backwards, as
// far as the word of one of `proxies` reaches: the first address that is none of them, or that has no form.
// What is further left anybody could have written.
asio::ip::address client_behind(const AddressSet& proxies, const asio::ip::address& peer,
                                const HeaderFields& headers);

}  // namespace lunchrush::web
