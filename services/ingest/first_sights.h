// The menus of first sights (pages/order_page.h), made once per store, menu version and language. A change of
// what is sold out is a new version too.
#pragma once

#include <list>
#include <map>

#include "services/ingest/directory.h"
#include "services/ingest/metrics.h"
#include "services/pages/menu_sight.h"
#include "services/web/request.h"

namespace lunchrush::ingest {

struct FirstSightLimits {
  std::size_t kept_max = 1'024;  // some 10 KB each; the one that was not asked for longest makes room
  std::size_t dishes_max = 12;   // cards in the markup: two screens of a phone, the script adds the rest
};

// Runs on one thread.
class FirstSights {
 public:
  explicit FirstSights(IngestMetrics& metrics, FirstSightLimits limits = {})
      : metrics_(metrics), limits_(limits) {}

  // Stays until the next call.
  const pages::MenuSight& of(const StoreEntry& entry, web::Language language);

 private:
  using Key = std::pair<domain::StoreId, web::Language>;
  struct Kept {
    Key key;
    std::int64_t version = 0;
    pages::MenuSight sight;
  };

  IngestMetrics& metrics_;
  FirstSightLimits limits_;
  std::list<Kept> kept_;  // what was asked for last is in front
  std::map<Key, std::list<Kept>::iterator> places_;
};

}  // namespace lunchrush::ingest
