// SIGTERM: no new requests, what is in hand is finished, then the context ends.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <stop_token>

#include "services/callbacks/crew.h"
#include "services/callbacks/readiness.h"
#include "services/web/server.h"

namespace lunchrush::callbacks {

enum class Ending { finished, abandoned };

// Waits for SIGTERM or SIGINT; says in `ended` whether all workers came to their end in time. A second signal
// ends the context at once. `ended` is shared with the caller, which reads it after the context has stopped.
asio::awaitable<void> run_until_signalled(asio::io_context& context, web::Server& server,
                                          Readiness& readiness, std::stop_source stop, Crew& workers,
                                          std::chrono::milliseconds grace, std::shared_ptr<Ending> ended);

}  // namespace lunchrush::callbacks
