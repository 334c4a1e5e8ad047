#include "resolver/transfer/zone_copy.h"

#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace schoolgate {
namespace {

constexpr std::string_view first_line = "; schoolgate: a transferred zone";
constexpr std::string_view last_line = "; records ";
// The SOA's own line has a fixed width, so that it can be written before its numbers are known.
constexpr std::size_t soa_width = 120;
constexpr std::size_t max_line = 140'000;  // a record of the largest size, twice as long in hexadecimal digits

std::string origin_line(const Name& zone) { return fmt::format("$ORIGIN {}.", zone.to_text()); }

std::string soa_line(const ZoneSoa& soa) {
  return fmt::format(
      "{:<{}}",
      fmt::format("@ 3600 IN SOA . . {} {} {} {} {}", soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum),
      soa_width);
}

std::optional<ZoneSoa> parse_soa_line(std::string_view line) {
  constexpr std::string_view head = "@ 3600 IN SOA . . ";
  if (!line.starts_with(head)) return std::nullopt;
  line.remove_prefix(head.size());
  ZoneSoa soa;
  for (std::uint32_t* number : {&soa.serial, &soa.refresh, &soa.retry, &soa.expire, &soa.minimum}) {
    while (line.starts_with(' ')) line.remove_prefix(1);
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), *number);
    if (error != std::errc{}) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  }
  return soa;
}

/// "owner\tTTL\tIN\ttype\tdata" to the record; nothing for other lines.
std::optional<TransferredRecord> parse_record(std::string_view line) {
  const std::size_t owner = line.find('\t');
  const std::size_t ttl = owner == line.npos ? line.npos : line.find("\tIN\t", owner + 1);
  if (ttl == line.npos) return std::nullopt;
  TransferredRecord record;
  const auto [end, error] = std::from_chars(line.data() + owner + 1, line.data() + ttl, record.ttl);
  if (error != std::errc{} || end != line.data() + ttl) return std::nullopt;
  record.line = fmt::format("{}\t{}", line.substr(0, owner), line.substr(ttl + 4));
  return record;
}

bool sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

}  // namespace

ZoneCopy::ZoneCopy(std::string file, Name zone, std::uint64_t octets)
    : file_(std::move(file)), zone_(zone), octets_(octets) {}

ZoneCopy::~ZoneCopy() {
  out_.close();
  std::error_code ignored;
  std::filesystem::remove(new_file(), ignored);
}

std::optional<ZoneSoa> ZoneCopy::version() const {
  std::ifstream in(file_, std::ios::binary);
  std::string line, last;
  if (!std::getline(in, line) || line != first_line || !std::getline(in, line) || line != origin_line(zone_) ||
      !std::getline(in, line))
    return std::nullopt;
  const auto soa = parse_soa_line(line);
  std::uint64_t records = 0;
  while (std::getline(in, line)) {
    if (line.size() > max_line) return std::nullopt;
    if (parse_record(line)) ++records;
    last = line;
  }
  if (last != fmt::format("{}{}", last_line, records)) return std::nullopt;
  return soa;
}

bool ZoneCopy::begin(bool whole) {
  whole_ = whole;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), ignored);
  out_.open(new_file(), std::ios::binary | std::ios::trunc);
  return out_ && write_line(std::string(first_line)) && write_line(origin_line(zone_)) && write_line(soa_line({}));
}

bool ZoneCopy::write_line(const std::string& line) {
  written_ += line.size() + 1;
  return written_ <= octets_ && out_ << line << '\n';
}

bool ZoneCopy::write(const TransferredRecord& record) {
  const std::size_t owner = record.line.find('\t');
  ++records_;
  return write_line(fmt::format("{}\t{}\tIN{}", record.line.substr(0, owner), record.ttl, record.line.substr(owner)));
}

bool ZoneCopy::add(const TransferredRecord& record) {
  if (whole_) return write(record);
  if (removed_.erase(record.line) == 0) added_.insert_or_assign(record.line, record.ttl);
  return added_.size() + removed_.size() <= max_changed_records;
}

bool ZoneCopy::remove(const TransferredRecord& record) {
  if (added_.erase(record.line) == 0) removed_.insert_or_assign(record.line, record.ttl);
  return added_.size() + removed_.size() <= max_changed_records;
}

/// The old version without what was removed, and what was added. Everything removed must have been there.
bool ZoneCopy::apply() {
  std::ifstream in(file_, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const auto record = parse_record(line);
    if (!record || removed_.erase(record->line) != 0) continue;
    added_.erase(record->line);  // it is there already
    if (!write(*record)) return false;
  }
  for (const auto& [line, ttl] : added_)
    if (!write({line, ttl})) return false;
  return removed_.empty();
}

bool ZoneCopy::finish(const ZoneSoa& soa) {
  if (!out_.is_open() || (!whole_ && !apply())) return false;
  if (!write_line(fmt::format("{}{}", last_line, records_))) return false;
  out_.seekp(static_cast<std::streamoff>(first_line.size() + 1 + origin_line(zone_).size() + 1));
  out_ << soa_line(soa);
  out_.close();
  if (!out_ || !sync_file(new_file())) return false;
  std::error_code error;
  std::filesystem::rename(new_file(), file_, error);
  return !error;
}

}  // namespace schoolgate
