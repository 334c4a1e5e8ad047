#include "admin-api/sending/outbox.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "admin-api/sending/notices.h"
#include "admin-api/sending/outbox_codec.h"

namespace schoolgate::sending {
namespace {

constexpr std::string_view queue_prefix = "queue/", failed_prefix = "failed/", left_out_prefix = "left_out/",
                           told_prefix = "told/", trouble_prefix = "trouble/";
constexpr const char* cursor_key = "cursor";
constexpr const char* month_key = "month";

bool is_usual(const Entry& entry) {
  const Notice* notice = find_notice(entry.kind);
  return notice == nullptr || notice->weight == Weight::usual;
}

}  // namespace

std::expected<void, Fault> Outbox::load() {
  return store_.scan(Family::outbox, "", "", [this](std::string_view key, std::string_view value) {
    const auto rest = [&](std::string_view prefix) { return std::string(key.substr(prefix.size())); };
    const bool queued = key.starts_with(queue_prefix);
    if (queued || key.starts_with(failed_prefix)) {
      auto entry = decode_entry(value);
      if (!entry) {
        spdlog::warn("a notice in the outbox cannot be read, and is not sent");
        return true;
      }
      next_ = std::max(next_, entry->number + 1);
      (queued ? waiting_ : failed_).insert_or_assign(entry->number, std::move(*entry));
    } else if (key.starts_with(left_out_prefix)) {
      left_out_[rest(left_out_prefix)] = decode_number(value).value_or(0);
    } else if (key.starts_with(told_prefix)) {
      told_.insert(rest(told_prefix));
    } else if (key.starts_with(trouble_prefix)) {
      if (auto trouble = decode_trouble(value)) troubles_[rest(trouble_prefix)] = std::move(*trouble);
    } else if (key == cursor_key) {
      cursor_ = decode_number(value);
    } else if (key == month_key) {
      month_ = value;
    }
    return true;
  });
}

std::string Outbox::reminder_key(const std::string& kind, const std::string& subject, UtcSeconds due) {
  return fmt::format("{}/{}/{}", kind, subject, due.time_since_epoch().count());
}

/// The oldest usual entry gives way, or when there is none, the oldest.
bool Outbox::make_room(Store::Batch& batch, std::map<std::uint64_t, Entry>& waiting,
                       std::map<std::string, std::uint64_t>& left_out) const {
  if (waiting.size() < max_waiting) return false;
  auto oldest = std::ranges::find_if(waiting, [](const auto& row) { return is_usual(row.second); });
  if (oldest == waiting.end()) oldest = waiting.begin();
  const std::string to = oldest->second.to;
  batch.erase(Family::outbox, numbered(queue_prefix, oldest->first));
  batch.put(Family::outbox, std::string(left_out_prefix) + to, std::to_string(++left_out[to]));
  waiting.erase(oldest);
  return true;
}

std::expected<void, Fault> Outbox::add(Addition addition) {
  Store::Batch batch;
  auto waiting = waiting_;
  auto left_out = left_out_;
  if (addition.instead_of_all) {
    for (const auto& [number, entry] : waiting) batch.erase(Family::outbox, numbered(queue_prefix, number));
    if (!waiting.empty()) spdlog::info("{} notices that waited in the restored backup are not sent", waiting.size());
    waiting.clear();
  }
  std::uint64_t next = next_;
  bool full = false;
  for (Entry& entry : addition.entries) {
    full |= make_room(batch, waiting, left_out);
    entry.number = next++;
    batch.put(Family::outbox, numbered(queue_prefix, entry.number), encode(entry));
    waiting.insert_or_assign(entry.number, std::move(entry));
  }
  if (addition.cursor) batch.put(Family::outbox, cursor_key, std::to_string(*addition.cursor));
  if (addition.month) batch.put(Family::outbox, month_key, *addition.month);
  for (const std::string& reminder : addition.told) batch.put(Family::outbox, std::string(told_prefix) + reminder, "");
  for (const std::string& reminder : addition.forget) batch.erase(Family::outbox, std::string(told_prefix) + reminder);
  if (batch.operations.empty()) return {};
  // A cursor alone may be lost: the same changes then lead to no entry once more.
  const bool nothing_to_lose = addition.entries.empty() && addition.told.empty() && !addition.month;
  if (auto written = write(batch, nothing_to_lose ? Store::Durability::batched : Store::Durability::synchronous);
      !written)
    return written;
  if (full && left_out_.empty())
    spdlog::warn("the outbox is full: the oldest notices give way; the change-control log has all of them");
  waiting_ = std::move(waiting);
  left_out_ = std::move(left_out);
  next_ = next;
  if (addition.cursor) cursor_ = addition.cursor;
  if (addition.month) month_ = *addition.month;
  told_.insert(addition.told.begin(), addition.told.end());
  for (const std::string& reminder : addition.forget) told_.erase(reminder);
  return {};
}

std::expected<void, Fault> Outbox::write(Store::Batch batch, Store::Durability durability) {
  std::ranges::copy(owed_, std::back_inserter(batch.operations));
  auto written = store_.write(batch, durability);
  if (written) owed_.clear();
  return written;
}

void Outbox::done(const Entry& entry, bool sent) {
  Store::Batch batch;
  batch.erase(Family::outbox, numbered(queue_prefix, entry.number));
  if (sent && left_out_.erase(entry.to) != 0) batch.erase(Family::outbox, std::string(left_out_prefix) + entry.to);
  const std::uint64_t number = entry.number;
  if (auto written = write(batch, Store::Durability::synchronous); !written) {
    spdlog::warn("a notice was sent, and could not be taken out of the outbox: {}", written.error().what);
    std::ranges::move(batch.operations, std::back_inserter(owed_));
  }
  waiting_.erase(number);
}

/// Only since when it fails must outlive a restart, and a lost one is found again by the next failure.
void Outbox::save_trouble(const std::string& where, const Trouble* trouble) {
  Store::Batch batch;
  if (trouble)
    batch.put(Family::outbox, std::string(trouble_prefix) + where, encode(*trouble));
  else
    batch.erase(Family::outbox, std::string(trouble_prefix) + where);
  if (auto written = write(batch, Store::Durability::batched); !written)
    spdlog::warn("that notices cannot be sent was not saved: {}", written.error().what);
}

const Trouble& Outbox::failed_at(const std::string& where, const std::string& problem, UtcSeconds now) {
  const auto [at, is_new] = troubles_.try_emplace(where);
  Trouble& trouble = at->second;
  if (is_new) trouble.since = now;
  const bool changed = is_new || trouble.problem != problem;
  ++trouble.failures;
  trouble.next = now + wait_after(trouble.failures);
  trouble.problem = problem;
  if (changed) save_trouble(where, &trouble);
  return trouble;
}

void Outbox::worked_at(const std::string& where) {
  if (troubles_.erase(where) != 0) save_trouble(where, nullptr);
}

void Outbox::try_at_once(const std::string& where) {
  if (const auto found = troubles_.find(where); found != troubles_.end()) found->second.failures = 0;
}

void Outbox::forget_troubles(const std::function<bool(const std::string& where)>& keep) {
  std::vector<std::string> gone;
  for (const auto& [where, trouble] : troubles_) {
    const bool waits = std::ranges::any_of(waiting_, [&](const auto& row) { return row.second.to == where; });
    if (!waits && !keep(where)) gone.push_back(where);
  }
  for (const std::string& where : gone) worked_at(where);
}

std::expected<void, Fault> Outbox::give_up(const Entry& entry, const std::string& problem, UtcSeconds now) {
  Store::Batch batch;
  Entry failed = entry;
  failed.problem = problem;
  failed.given_up = now;
  batch.erase(Family::outbox, numbered(queue_prefix, entry.number));
  batch.put(Family::outbox, numbered(failed_prefix, entry.number), encode(failed));
  const bool full = failed_.size() >= max_failed && !failed_.contains(entry.number);
  if (full) batch.erase(Family::outbox, numbered(failed_prefix, failed_.begin()->first));
  if (auto written = write(batch, Store::Durability::synchronous); !written) return written;
  if (full) failed_.erase(failed_.begin());
  failed_.insert_or_assign(failed.number, std::move(failed));
  waiting_.erase(entry.number);
  return {};
}

std::expected<std::size_t, Fault> Outbox::retry(UtcSeconds now) {
  Store::Batch batch;
  auto waiting = waiting_;
  for (const auto& [number, entry] : failed_) {
    Entry again = entry;
    again.problem.clear();
    again.given_up = {};
    again.queued = now;
    batch.erase(Family::outbox, numbered(failed_prefix, number));
    batch.put(Family::outbox, numbered(queue_prefix, number), encode(again));
    waiting.insert_or_assign(number, std::move(again));
  }
  const std::size_t count = failed_.size();
  if (count != 0) {
    if (auto written = write(batch, Store::Durability::synchronous); !written) return std::unexpected(written.error());
    waiting_ = std::move(waiting);
    failed_.clear();
  }
  for (auto& [where, trouble] : troubles_) trouble.failures = 0;
  return count;
}

void Outbox::forget_old(UtcSeconds now, const std::function<bool(const std::string& to)>& is_there) {
  Store::Batch batch;
  const auto is_old = [&](const auto& row) {
    return row.second.given_up + failed_kept <= now || !is_there(row.second.to);
  };
  const auto is_gone = [&](const auto& row) { return !is_there(row.first); };
  for (const auto& row : failed_)
    if (is_old(row)) batch.erase(Family::outbox, numbered(failed_prefix, row.first));
  for (const auto& row : left_out_)
    if (is_gone(row)) batch.erase(Family::outbox, std::string(left_out_prefix) + row.first);
  if (batch.operations.empty() || !write(batch, Store::Durability::batched)) return;
  std::erase_if(failed_, is_old);
  std::erase_if(left_out_, is_gone);
}

}  // namespace schoolgate::sending
