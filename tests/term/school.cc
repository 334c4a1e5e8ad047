#include "tests/term/school.h"

#include <fstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "blocklists/change-control/export.h"
#include "blocklists/change-control/verify_store.h"

namespace schoolgate::test {
namespace {

constexpr const char* own_address = "192.0.2.80";

/// The value, or its fault as an exception.
template <class T>
T must(std::expected<T, Fault> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return std::move(*result);
}

}  // namespace

TermSchool::TermSchool() {
  for (int number = 0; number < sites; ++number) {
    const std::string name = "www." + site(number);
    world_.lists["gambling"].push_back(site(number));
    auto& line = world_.upstream.line(name, type_number("A"));
    line.status = UpstreamAnswer::Status::answered;
    line.says = {.name = name, .type = "A", .answer = {name + ". 300 A " + own_address}};
  }
  open();
}

void TermSchool::open() {
  store_ = must(Store::open(directory_.file("store")));
  ChangeControl::Options options;
  options.clock = [this] { return now; };
  options.key_file = directory_.file("log.key");
  changes = must(ChangeControl::open(*store_, options));
  changes->subscribe([this](const auto& state) {
    world_.state = *state;
    world_.changed();
  });
  world_.set_time(now);
}

void TermSchool::restart() {
  changes.reset();
  store_.reset();
  open();
}

void TermSchool::set_time(UtcMillis when) {
  now = when;
  world_.set_time(now);
}

bool TermSchool::opens(const std::string& site, const std::string& address) {
  const auto reply =
      decode(world_.send(query({.name = "www." + site}), Address::parse(address).value(), Transport::udp));
  if (reply.rcode != "NOERROR" || reply.answer.size() != 1)
    throw std::runtime_error(site + " is answered with " + reply.rcode);
  if (reply.answer.front().ends_with(own_address)) return true;
  if (reply.answer.front().ends_with("0.0.0.0")) return false;
  throw std::runtime_error(site + " is answered with " + reply.answer.front());
}

std::map<std::string, std::size_t> TermSchool::verified_kinds() {
  ++exports_;
  for (const auto& [name, format] :
       {std::pair{"csv", ExportFormat::csv}, {"jsonl", ExportFormat::jsonl}, {"html", ExportFormat::html}}) {
    const std::string made = directory_.file(std::to_string(exports_) + "." + name);
    std::ofstream out(made, std::ios::binary);
    must(write_export(*changes, format, {}, [&](std::string_view piece) { return static_cast<bool>(out << piece); }));
    out.close();
    const auto last = last_export_.find(name);
    const auto previous = last == last_export_.end() ? std::nullopt : std::optional(last->second);
    const auto verified = must(verify_export(made, previous, changes->public_key()));
    if (verified.last != changes->checkpoint().size || verified.extends_previous != previous.has_value())
      throw std::runtime_error(made + " is not the whole log");
    if (previous) std::filesystem::remove(*previous);
    last_export_[name] = made;
  }
  if (must(verify_store(*store_, changes->public_key())) != changes->checkpoint().size)
    throw std::runtime_error("the store's log is shorter than its checkpoint says");
  std::map<std::string, std::size_t> kinds;
  std::ifstream rows(last_export_.at("jsonl"));
  for (std::string line; std::getline(rows, line);)
    if (const auto row = nlohmann::json::parse(line); row.contains("kind")) ++kinds[row["kind"].get<std::string>()];
  return kinds;
}

}  // namespace schoolgate::test
