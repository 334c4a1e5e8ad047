#include "resolver/transfer/transfer.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "resolver/transfer/tcp_stream.h"
#include "resolver/transfer/zone_copy.h"
#include "resolver/upstream/server_text.h"
#include "resolver/wire/message.h"

namespace schoolgate {
namespace {

using Octets = std::vector<std::uint8_t>;
// A primary that asks to be asked every second is asked every minute, and one that asks for never, weekly.
constexpr std::chrono::seconds least_refresh{60};
constexpr std::chrono::seconds most_refresh{7 * 86400};
constexpr std::string_view serial_word = "serial ";

std::unexpected<Fault> bad_address(std::string what) {
  return fault(Fault::Kind::bad_input, std::move(what),
               "Write axfr://, the primary's address, / and the zone, as in axfr://10.0.0.53/rpz.example?key=name.");
}

/// RFC 5936 section 2.1, RFC 1995 section 3: an IXFR question has what is known as its authority.
Octets question(const Name& zone, std::uint16_t id, std::optional<std::uint32_t> have) {
  const auto name = zone.view().wire();
  Octets out(wire::header_octets + name.size());
  const auto put16 = [&out](std::uint16_t value) {
    out.resize(out.size() + 2);
    wire::put16(&out[out.size() - 2], value);
  };
  wire::put16(out.data(), id);
  wire::put16(&out[4], 1);
  wire::put16(&out[8], have ? 1 : 0);
  std::ranges::copy(name, out.begin() + wire::header_octets);
  put16(have ? wire::type::ixfr : wire::type::axfr);
  put16(wire::class_in);
  if (!have) return out;
  put16(0xc000 | wire::header_octets);  // the zone's name, above
  put16(wire::type::soa);
  put16(wire::class_in);
  put16(0);  // TTL
  put16(0);
  put16(2 + 5 * 4);
  put16(0);  // two root names
  put16(static_cast<std::uint16_t>(*have >> 16U));
  put16(static_cast<std::uint16_t>(*have));
  out.resize(out.size() + 16);  // refresh, retry, expire, minimum: nobody reads them
  return out;
}

std::uint16_t random_id() {
  static thread_local std::random_device device;
  return static_cast<std::uint16_t>(device());
}

/// A hash of the address tells the files of two sources apart, whatever is in it: 64-bit FNV-1a.
std::string file_name(std::string_view address) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : address) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}.zone", hash);
}

class Transfer {
 public:
  Transfer(const TransferOptions& options, const FetchRequest& request, TransferAddress address)
      : options_(options),
        request_(request),
        address_(std::move(address)),
        file_((std::filesystem::path(options.folder) / file_name(request.address)).string()),
        until_(TcpStream::Clock::now() + request.limits.total) {}

  std::expected<Fetched, Fault> run() {
    if (auto found = find_key(); !found) return std::unexpected(std::move(found.error()));
    Fault last{Fault::Kind::unavailable, "no primary was asked", {}};
    for (const Endpoint& primary : address_.primaries) {
      auto soa = newest(primary);
      if (soa) return conclude(*soa);
      last = soa.error();
      last.what = fmt::format("{}: {}", to_text(primary), last.what);
      if (request_.cancelled && request_.cancelled()) break;
    }
    return std::unexpected(std::move(last));
  }

 private:
  std::expected<void, Fault> find_key() {
    if (address_.key.empty()) return {};
    if (options_.key_file.empty())
      return fault(Fault::Kind::bad_input, fmt::format("there is no TSIG key \"{}\"", address_.key),
                   "Name the file that holds it in the configuration: [lists] tsig-keys.");
    auto keys = load_tsig_keys(options_.key_file);
    if (!keys) return std::unexpected(std::move(keys.error()));
    const auto found =
        std::ranges::find_if(*keys, [this](const TsigKey& key) { return key.name.to_text() == address_.key; });
    if (found == keys->end())
      return fault(Fault::Kind::bad_input,
                   fmt::format("there is no TSIG key \"{}\" in {}", address_.key, options_.key_file));
    key_ = std::move(*found);
    return {};
  }

  /// Brings the copy up to date: by what changed when there is one, else, or when that fails, whole.
  std::expected<ZoneSoa, Fault> newest(const Endpoint& primary) {
    if (const auto have = ZoneCopy(file_, address_.zone, request_.limits.octets).version()) {
      auto soa = exchange(primary, have);
      if (soa || soa.error().kind == Fault::Kind::unavailable) return soa;
      spdlog::info("The changes of the zone {} cannot be used, it is transferred whole: {}", address_.zone.to_text(),
                   soa.error().what);
    }
    return exchange(primary, std::nullopt);
  }

  std::expected<ZoneSoa, Fault> exchange(const Endpoint& primary, const std::optional<ZoneSoa>& have) {
    auto stream = TcpStream::connect(primary, options_.limits.connect, until_, request_.cancelled);
    if (!stream) return std::unexpected(std::move(stream.error()));
    const std::uint16_t id = random_id();
    const auto serial = have ? std::optional(have->serial) : std::nullopt;
    Octets asked = question(address_.zone, id, serial);
    std::optional<TsigSession> session;
    if (key_) session.emplace(*key_).sign(asked, options_.now());
    if (auto sent = stream->send(asked); !sent) return std::unexpected(std::move(sent.error()));
    ZoneCopy copy(file_, address_.zone, request_.limits.octets);
    TransferReader reader(address_.zone, id, serial, copy);
    for (std::uint64_t messages = 0; messages < options_.limits.messages; ++messages) {
      auto message = stream->receive(options_.limits.idle);
      if (!message) return std::unexpected(std::move(message.error()));
      if (session)
        if (auto good = session->verify(*message, options_.now()); !good)
          return std::unexpected(std::move(good.error()));
      const auto state = reader.read(*message);
      if (!state) return std::unexpected(state.error());
      if (*state == TransferReader::State::more) continue;
      if (session && !session->is_complete())
        return fault(Fault::Kind::damaged, "the transfer's last message is not signed");
      if (*state == TransferReader::State::up_to_date) return *have;
      if (!copy.finish(reader.soa()))
        return fault(Fault::Kind::damaged, "the changes do not fit the version that is here, or cannot be written");
      return reader.soa();
    }
    return fault(Fault::Kind::limit, "the transfer has too many messages");
  }

  std::expected<Fetched, Fault> conclude(const ZoneSoa& soa) {
    Fetched fetched;
    fetched.validators.etag = fmt::format("{}{}", serial_word, soa.serial);
    fetched.next = std::clamp(std::chrono::seconds(soa.refresh), least_refresh, most_refresh);
    fetched.changed = fetched.validators != request_.known;
    if (!fetched.changed) return fetched;
    std::error_code error;
    std::filesystem::copy_file(file_, request_.target, std::filesystem::copy_options::overwrite_existing, error);
    if (error)
      return fault(Fault::Kind::storage, fmt::format("{} cannot be written: {}", request_.target, error.message()));
    return fetched;
  }

  const TransferOptions& options_;
  const FetchRequest& request_;
  TransferAddress address_;
  std::string file_;
  TcpStream::Clock::time_point until_;
  std::optional<TsigKey> key_;
};

}  // namespace

std::expected<TransferAddress, Fault> parse_transfer_address(std::string_view text) {
  if (!text.starts_with(transfer_scheme)) return bad_address(fmt::format("\"{}\" is no zone transfer", text));
  TransferAddress address;
  std::string_view rest = text.substr(transfer_scheme.size());
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos) return bad_address(fmt::format("\"{}\" names no zone", text));
  std::string_view zone = rest.substr(slash + 1);
  constexpr std::string_view key_word = "?key=";
  if (const std::size_t key = zone.find(key_word); key != zone.npos) {
    const auto name = Name::from_text(zone.substr(key + key_word.size()));
    if (!name) return bad_address(fmt::format("\"{}\": the key's name is not a name", text));
    address.key = name->to_text();
    zone = zone.substr(0, key);
  }
  const auto name = Name::from_text(zone);
  if (!name) return bad_address(fmt::format("\"{}\": \"{}\" is not a zone's name", text, zone));
  address.zone = *name;
  for (std::string_view servers = rest.substr(0, slash);;) {
    const std::size_t comma = std::min(servers.find(','), servers.size());
    const auto primary = parse_endpoint(servers.substr(0, comma));
    if (!primary) return bad_address(fmt::format("\"{}\": {}", text, primary.error().what));
    address.primaries.push_back(*primary);
    if (address.primaries.size() > max_primaries)
      return bad_address(fmt::format("\"{}\" has more than {} primaries", text, max_primaries));
    if (comma == servers.size()) return address;
    servers.remove_prefix(comma + 1);
  }
}

std::expected<Fetched, Fault> transfer(const TransferOptions& options, const FetchRequest& request) {
  auto address = parse_transfer_address(request.address);
  if (!address) return std::unexpected(std::move(address.error()));
  return Transfer(options, request, std::move(*address)).run();
}

}  // namespace schoolgate
