#include "bench/load/options.h"

#include <arpa/inet.h>

#include <charconv>
#include <functional>
#include <map>
#include <string_view>

namespace lunchrush::bench {
namespace {

const std::map<std::string_view, Mode> modes{{"orders", Mode::orders}, {"reads", Mode::reads},
                                             {"menu", Mode::menu},     {"notifications", Mode::notifications},
                                             {"file", Mode::file},     {"idle", Mode::idle},
                                             {"feed", Mode::feed}};

constexpr std::uint64_t connections_max = 200'000;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    parts.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

template <class Number>
Number number(const std::string& option, const std::string& text, Number least, Number most) {
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    throw BadArguments(option + " takes a number from " + std::to_string(static_cast<std::uint64_t>(least)) +
                       " to " + std::to_string(static_cast<std::uint64_t>(most)) + ", not \"" + text + "\"");
  return value;
}

sockaddr_in target(const std::string& text) {
  const auto colon = text.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos || inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1)
    throw BadArguments("--target takes ADDRESS:PORT[,ADDRESS:PORT…], not \"" + text + "\"");
  if ((ntohl(address.sin_addr.s_addr) >> 24) != IN_LOOPBACKNET)
    throw BadArguments("--target must be on loopback (127.x.x.x): this load is for no machine but this one");
  address.sin_port = htons(number<std::uint16_t>("--target", text.substr(colon + 1), 1, 65'535));
  return address;
}

using Setter = std::function<void(const std::string& option, const std::string& value)>;

std::map<std::string, Setter> setters(Options& to) {
  const auto text = [](std::string& member) {
    return [&member](const std::string&, const std::string& value) { member = value; };
  };
  const auto count = [](std::uint64_t& member, std::uint64_t least, std::uint64_t most) {
    return [&member, least, most](const std::string& option, const std::string& value) {
      member = number(option, value, least, most);
    };
  };
  const auto real = [](double& member, double most) {
    return [&member, most](const std::string& option, const std::string& value) {
      member = number(option, value, 0.0, most);
    };
  };
  return {
      {"--target",
       [&to](const std::string&, const std::string& value) {
         for (const auto& part : split(value)) to.targets.push_back(target(part));
       }},
      {"--stores", [&to](const std::string&, const std::string& value) { to.stores = split(value); }},
      {"--header", [&to](const std::string&, const std::string& value) { to.headers.push_back(value); }},
      {"--connections", count(to.connections, 1, connections_max)},
      {"--requests", count(to.requests, 1, UINT32_MAX)},
      {"--deadline", count(to.deadline_ms, 1, 3'600'000)},
      {"--retries", count(to.retries, 0, 1'000)},
      {"--retry-after", count(to.retry_ms, 1, 60'000)},
      {"--keys", count(to.keys, 1, UINT32_MAX)},
      {"--copies", count(to.copies, 1, connections_max)},
      {"--rate", real(to.rate, 10e6)},
      {"--seconds", real(to.seconds, 86'400)},
      {"--warm", real(to.warm_seconds, 3'600)},
      {"--drain", real(to.drain_seconds, 3'600)},
      {"--run", text(to.run)},
      {"--token", [&to](const std::string&, const std::string& value) { to.tokens = split(value); }},
      {"--body", text(to.body_file)},
      {"--etag", text(to.etag)},
      {"--file", text(to.file)},
      {"--save", text(to.save_file)},
      {"--save-after", text(to.save_after)},
      {"--times", text(to.times_file)},
  };
}

void check(const Options& options) {
  const auto needs = [&](bool there, const char* option) {
    if (!there) throw BadArguments(std::string(name(options.mode)) + " needs " + option);
  };
  needs(!options.targets.empty(), "--target");
  const bool reads_file =
      options.mode == Mode::reads || options.mode == Mode::notifications || options.mode == Mode::file;
  needs(!reads_file || !options.file.empty(), "--file");
  needs(options.mode != Mode::orders || !options.tokens.empty(), "--token");
  if (options.save_file.empty() != options.save_after.empty())
    throw BadArguments("--save and --save-after go together");
}

}  // namespace

Options parse_options(int argc, char** argv) {
  if (argc < 2) throw BadArguments("which mode? lunchrush-load --help lists them");
  const auto mode = modes.find(argv[1]);
  if (mode == modes.end()) throw BadArguments("there is no mode \"" + std::string(argv[1]) + "\"");
  Options options;
  options.mode = mode->second;
  auto known = setters(options);
  for (int i = 2; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--series") {
      options.series = true;
    } else if (option == "--repeat") {
      options.repeat = true;
    } else if (option == "--obey") {
      options.obey = true;
    } else if (option == "--guests") {
      options.guests = true;
    } else if (const auto found = known.find(option); found == known.end()) {
      throw BadArguments("there is no option \"" + option + "\"");
    } else if (i + 1 == argc) {
      throw BadArguments(option + " needs a value");
    } else {
      found->second(option, argv[++i]);
    }
  }
  check(options);
  return options;
}

const char* name(Mode mode) {
  for (const auto& [text, known] : modes)
    if (known == mode) return text.data();
  return "";
}

std::string help() {
  return R"(usage: lunchrush-load MODE --target ADDRESS:PORT[,…] [options]

Load on loopback from one thread; one JSON object on standard output. With --rate requests arrive at a fixed rate whatever
the answers do, and a latency counts from when its request was meant to start; without, every connection sends its next
request as soon as it has an answer.

modes
  orders          POST /v1/orders, a key of its own for each; --keys N: the same N keys again and again
  reads           GET /v1/orders/ID of the ids in --file, again and again
  menu            GET /v1/stores/STORE/menu; --etag sends If-None-Match
  notifications   the whole requests in --file (see lunchrush-sign), each once
  file            the same; --repeat begins again at the end
  idle            --connections are opened, ask for the menu, are held for --seconds, and ask again
  feed            reads /v1/stores/STORE/events of each store, --copies of it, or with --guests what guests' pages read;
                  says when all are open; --times gets a line for each ticket, or for each hint of a new menu

options
  --connections N     open at once (128)
  --rate N            arrivals a second; absent: closed loop
  --seconds N         how long requests arrive (10)
  --warm N            seconds of the same load before, over the same connections, that are not counted
  --requests N        no more than that many
  --drain N           seconds that answers are waited for afterwards (5)
  --deadline MS       a request without an answer by then is given up and its connection closed (30000)
  --retries N         send again after a 503, a 429 or a broken connection, with the same key
  --retry-after MS    how long after (200)
  --obey              after as long as the answer's retry_after_ms says, where it says so
  --token T,U         Authorization: Bearer T; orders of each of --stores with the next one
  --header LINE       one more header line; may be repeated
  --stores A,B        stores in turn (1001)
  --run TEXT          begins every idempotency key (time and pid)
  --keys N            how many distinct keys
  --copies N          event streams of each store (1)
  --body FILE         body of an order instead of the built-in one; STORE in it is the store
  --save FILE --save-after TEXT    of every 2xx answer, what stands after TEXT up to the next quote: a line each
  --times FILE        a line for each request: number, intended start and answer in ns of CLOCK_MONOTONIC, status
  --series            completions by status for every 100 ms
)";
}

}  // namespace lunchrush::bench
