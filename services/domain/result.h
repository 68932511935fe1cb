// Result<T>: a value, or an Error. value() on an error is a programming fault and throws std::logic_error.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>

#include "services/domain/error.h"

namespace lunchrush::domain {

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("value() of a failed Result: " + error.detail);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace lunchrush::domain
