#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

// Read by ThreadSanitizer alone (./dev test --tsan), which does not know fences: Asio counts the users of an
// executor with one.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:boost::asio::execution::detail::shared_target_executor\n";
}
