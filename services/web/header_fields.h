// A request's header fields, as Beast reads them, in memory that their reader keeps: they come and go with
// every request, a handful of small pieces each time.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <memory_resource>

namespace lunchrush::web {

using HeaderFields = boost::beast::http::basic_fields<std::pmr::polymorphic_allocator<char>>;
using RequestHeader = boost::beast::http::request_header<HeaderFields>;

}  // namespace lunchrush::web
