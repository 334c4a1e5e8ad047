#include "tests/world/world.h"

#include <algorithm>
#include <stdexcept>

#include "blocklists/lists/import/parser.h"
#include "blocklists/policy/snapshot.h"
#include "resolver/wire/message.h"
#include "tests/blocklists/compile/entries.h"

namespace schoolgate::test {
namespace {

std::vector<Entry> entries_of(const std::vector<std::string>& names) {
  std::vector<Entry> entries;
  for (const std::string& name : names)
    entries.push_back({to_key(Name::from_text(name).value()), Scope::subtree, Effect::block});
  sort_entries(entries);
  return entries;
}

/// A zone's rules as the import takes them.
class ZoneRules final : public LineSink {
 public:
  void name(const Name& name, Scope scope, Effect effect, std::uint32_t) override {
    rules.push_back({to_key(name), scope, effect});
  }
  void local_data(const Name& name, Scope scope, const ZoneRecord& record) override {
    rules.push_back({to_key(name), scope, Effect::zone_data, encode_zone_record(record)});
  }
  void cancel(const Name&, Scope, Effect, std::uint32_t) override {}
  void reject(std::string_view kind) override { throw std::runtime_error("a zone's line: " + std::string(kind)); }
  void warn(std::string_view) override {}
  std::vector<Entry> rules;
};

std::vector<Entry> rules_of(const std::vector<std::string>& lines) {
  const auto parser = make_rpz_parser();
  ZoneRules sink;
  for (const std::string& line : lines) parser->parse(line, sink);
  sort_entries(sink.rules);
  return sink.rules;
}

std::shared_ptr<const CompiledLists> compiled(const std::map<std::string, std::vector<std::string>>& lists,
                                              const std::map<std::string, World::Zone>& zones) {
  std::vector<CompileInput> inputs;
  for (const auto& [category, names] : lists)
    inputs.push_back({{"list-" + category, "List", category, 1},
                      [&names = names] { return std::make_unique<VectorStream>(entries_of(names)); }});
  for (const auto& [id, zone] : zones)
    inputs.push_back({{id, "Zone " + id, zone.category, 1},
                      [&zone = zone] { return std::make_unique<VectorStream>(rules_of(zone.lines)); }});
  auto made = compile(inputs, 1);
  if (!made) throw std::runtime_error(made.error().what);
  return std::make_shared<const CompiledLists>(std::move(*made));
}

std::shared_ptr<const SealedSet> sealed_set(const std::vector<std::string>& names) {
  constexpr SealedSet::Key key{1, 2, 3};
  std::vector<SealedSet::Digest> digests;
  for (const std::string& name : names) digests.push_back(SealedSet::digest(key, Name::from_text(name).value()));
  return std::make_shared<const SealedSet>(key, std::move(digests));
}

// The contract's default for dns.allow.
std::vector<Prefix> private_networks() {
  std::vector<Prefix> prefixes;
  for (const char* text :
       {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10", "::1/128"})
    prefixes.push_back(Prefix::parse(text).value());
  return prefixes;
}

}  // namespace

std::uint16_t type_number(const std::string& type) {
  const Octets packet = query({.name = "x", .type = type, .edns = false});
  return wire::get16(&packet[packet.size() - 4]);
}

ScriptedUpstream::~ScriptedUpstream() {
  for (const auto& [key, done] : waiting_) done({});
}

void ScriptedUpstream::answer(const Line& line, const Done& done) {
  UpstreamAnswer answer{line.status, {}, line.secure, "as the script says"};
  Octets message;
  if (line.status == UpstreamAnswer::Status::answered) message = upstream_reply(line.says);
  answer.message = message;
  done(answer);
}

void ScriptedUpstream::resolve(NameView name, std::uint16_t type, bool /*checking_disabled*/, Done done) {
  ++asked_;
  const Key key{name.to_text(), type};
  const Line& line = lines_[key];
  if (line.waits)
    waiting_.emplace_back(key, std::move(done));
  else
    answer(line, done);
}

void ScriptedUpstream::deliver(const std::string& name, std::uint16_t type) {
  std::vector<Done> ready;
  std::erase_if(waiting_, [&](auto& entry) {
    if (entry.first != Key{name, type}) return false;
    ready.push_back(std::move(entry.second));
    return true;
  });
  for (const Done& done : ready) answer(lines_[{name, type}], done);
}

World::World() {
  config_.allow = private_networks();
  config_.workers = 1;
  config_.cache_octets = 1 << 20;
  pipeline_ = std::make_unique<Pipeline>(
      config_, upstream, statistics,
      [this](std::uint64_t, std::span<const std::uint8_t> reply) { late.emplace_back(reply.begin(), reply.end()); });
}

void World::set_time(UtcMillis when) {
  if (when > utc_)
    monotonic_ms_ += static_cast<std::uint64_t>(std::min((when - utc_).count(), std::int64_t{10} * 86'400'000));
  utc_ = when;
  pipeline_->at({utc_, monotonic_ms_});
}

void World::publish() {
  const auto snapshot =
      Snapshot::build(std::make_shared<const PolicyState>(state), compiled(lists, zones), sealed_set(sealed));
  if (!snapshot->warnings.empty()) throw std::runtime_error(snapshot->warnings.front());
  pipeline_->use(snapshot);
  changed_ = false;
}

void World::refresh() {
  if (changed_) publish();
}

Octets World::send(const Octets& packet, const Address& client, Transport transport) {
  refresh();
  Octets out(transport == Transport::udp ? max_udp_reply_octets : max_reply_octets);
  const auto result = pipeline_->handle({packet, client, transport, 0}, out);
  outcome = result.outcome;
  out.resize(result.outcome == Pipeline::Outcome::replied ? result.size : 0);
  return out;
}

}  // namespace schoolgate::test
