#include "services/web/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace lunchrush::web {

std::size_t connections_possible(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const auto descriptors = std::min<rlim_t>(limit.rlim_cur, wanted + descriptors_kept);
  return descriptors > descriptors_kept ? descriptors - descriptors_kept : 1;
}

}  // namespace lunchrush::web
