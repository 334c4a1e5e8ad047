// Replies with the school's local records. An alias is followed among them, and its target's addresses are asked of the
// upstream when it leads elsewhere, since some clients do not follow a lone alias.
#include <algorithm>

#include "resolver/pipeline_impl.h"

namespace schoolgate {

namespace {

using wire::Ede;
using wire::Rcode;

// Aliases of aliases by hand are a mistake after the first few; a loop ends here.
constexpr std::size_t max_local_aliases = 4;

bool is_alias(const std::vector<OwnNames::Record>& records) { return records.front().type == wire::type::cname; }

NameView target_of(const OwnNames::Record& alias) { return NameView::trusted(alias.data); }

bool has(const std::vector<OwnNames::Record>& records, std::uint16_t type) {
  return std::ranges::find(records, type, &OwnNames::Record::type) != records.end();
}

}  // namespace

/// Those of the asked type; when there are none, that there are none.
void Pipeline::Impl::put_records(wire::Reply& reply, const Ask& ask, const std::vector<OwnNames::Record>& records) {
  for (const OwnNames::Record& record : records)
    if (record.type == ask.question.type)
      reply.record(record.type, std::min(record.ttl, ask.decision.valid_for), record.data);
  if (!has(records, ask.question.type)) reply.negative(std::min(records.front().ttl, ask.decision.valid_for));
}

std::size_t Pipeline::Impl::serve(Ask& ask, const std::vector<OwnNames::Record>& records, const Arrived* arrived) {
  if (is_alias(records) && ask.question.type != wire::type::cname) return serve_alias(ask, records.front(), arrived);
  statistics_.count(Count::local);
  wire::Reply reply(ask.question, ask.out, ask.limit());
  put_records(reply, ask, records);
  return finish(reply, {}, ask.out);
}

std::size_t Pipeline::Impl::serve_alias(Ask& ask, const OwnNames::Record& first, const Arrived* arrived) {
  const std::uint16_t type = ask.question.type;
  wire::Reply reply(ask.question, ask.out, ask.limit());
  NameView target;
  const std::vector<OwnNames::Record>* records = nullptr;
  const OwnNames::Record* alias = &first;
  for (std::size_t followed = 0;; ++followed) {
    if (followed == max_local_aliases)
      return error(ask.question, Rcode::server_failure, {Ede::other, "a loop of local aliases"}, ask.out);
    target = target_of(*alias);
    if (const auto stop = stopped(ask, target)) return block(ask, *stop, arrived);
    reply.alias(target, std::min(alias->ttl, ask.decision.valid_for));
    records = snapshot_->own_names->find(target).records;
    if (records == nullptr || !is_alias(*records)) break;
    alias = &records->front();
  }
  if (records != nullptr) {
    statistics_.count(Count::local);
    put_records(reply, ask, *records);
    return finish(reply, {}, ask.out);
  }
  if (type != wire::type::a && type != wire::type::aaaa) {  // the client asks on
    statistics_.count(Count::local);
    return finish(reply, {}, ask.out);
  }

  const auto hit = find(ask, {target, type, false, false}, arrived);
  if (!hit) return nothing_yet;
  const wire::AnswerView& answer = hit->answer;
  if (answer.failure != Ede::none) return error(ask.question, Rcode::server_failure, {answer.failure, {}}, ask.out);
  if (const auto stop = stopped(ask, answer)) return block(ask, *stop, arrived);
  statistics_.count(Count::local);
  reply.rcode(answer.rcode());
  const std::uint32_t ttl = std::min(alias->ttl, ask.decision.valid_for);
  bool any = false;
  wire::for_each_address(answer, type, [&](std::uint32_t kept_ttl, std::span<const std::uint8_t> octets) {
    reply.address(std::min(ttl, kept_ttl > hit->age ? kept_ttl - hit->age : 0), octets);
    any = true;
  });
  if (!any) reply.negative(ttl);
  return finish(reply, {}, ask.out);
}

}  // namespace schoolgate
