#include "blocklists/lists/keeper/fetch.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>

#include "blocklists/lists/keeper/fetch_file.h"

namespace schoolgate {
namespace {

constexpr const char* user_agent = "Schoolgate/" SCHOOLGATE_VERSION " (DNS filter for schools)";
constexpr std::size_t max_validator_octets = 512;  // real ones are under 100; the server chooses them

struct Transfer {
  const FetchRequest& request;
  std::ofstream file;
  std::uint64_t written = 0;
  bool too_large = false, disk_failed = false, cancelled = false;
  char error[CURL_ERROR_SIZE] = {};
};

std::size_t on_data(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t octets = size * count;
  transfer.written += octets;
  transfer.too_large = transfer.written > transfer.request.limits.octets;
  if (transfer.too_large) return 0;  // fewer than given: curl ends the transfer
  transfer.file.write(data, static_cast<std::streamsize>(octets));
  transfer.disk_failed = !transfer.file;
  return transfer.disk_failed ? 0 : octets;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.cancelled = transfer.request.cancelled && transfer.request.cancelled();
  return transfer.cancelled ? 1 : 0;
}

std::string header(CURL* curl, const char* name) {
  constexpr int last_request = -1;  // after redirects, the answer that counts
  curl_header* found = nullptr;
  if (curl_easy_header(curl, name, 0, CURLH_HEADER, last_request, &found) != CURLHE_OK) return {};
  const std::string value = found->value;
  return value.size() <= max_validator_octets ? value : std::string();
}

struct CurlClose {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlClose>;
using Headers = std::unique_ptr<curl_slist, CurlClose>;

Headers conditions(const Validators& known) {
  curl_slist* list = nullptr;
  if (!known.etag.empty()) list = curl_slist_append(list, ("If-None-Match: " + known.etag).c_str());
  if (!known.last_modified.empty())
    list = curl_slist_append(list, ("If-Modified-Since: " + known.last_modified).c_str());
  return Headers(list);
}

void set_limits(CURL* curl, const FetchLimits& limits) {
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.octets));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(limits.total.count()));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, limits.slow_octets);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.slow_for.count()));
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, limits.redirects);
}

void set_blob(CURL* curl, CURLoption option, const std::string& pem) {
  if (pem.empty()) return;
  curl_blob blob{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_COPY};  // NOLINT: curl copies and only reads
  curl_easy_setopt(curl, option, &blob);
}

void set_credentials(CURL* curl, const Credentials& credentials) {
  if (!credentials.user.empty() || !credentials.password.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERNAME, credentials.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, credentials.password.c_str());
  } else if (!credentials.token.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, credentials.token.c_str());
  }
  set_blob(curl, CURLOPT_SSLCERT_BLOB, credentials.certificate);
  set_blob(curl, CURLOPT_SSLKEY_BLOB, credentials.key);
  set_blob(curl, CURLOPT_CAINFO_BLOB, credentials.authority);
  if (!credentials.authority.empty()) curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
}

void set_request(CURL* curl, const FetchRequest& request, Transfer& transfer, const Headers& headers) {
  const bool secure = request.address.starts_with("https:");
  curl_easy_setopt(curl, CURLOPT_URL, request.address.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, user_agent);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING,
                   "");  // whatever this curl can unpack; the limit counts unpacked octets
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // a signal for a timeout would hit another thread
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (!request.proxy.empty()) curl_easy_setopt(curl, CURLOPT_PROXY, request.proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer.error);
}

std::string megabytes(std::uint64_t octets) { return fmt::format("{:.0f} MB", static_cast<double>(octets) / 1e6); }

std::unexpected<Fault> refused_by_server(const std::string& address, long status) {
  if (status == 404 || status == 410)
    return fault(Fault::Kind::not_found,
                 fmt::format("{} does not exist (any more): the server answers {}.", address, status),
                 "Look up the list's new address and change the source.");
  if (status == 401 || status == 403 || status == 407)
    return fault(Fault::Kind::unavailable,
                 fmt::format("{} may not be fetched: the server answers {}.", address, status),
                 "Check whether the list needs an account, and what the school's proxy allows.");
  return fault(Fault::Kind::unavailable,
               fmt::format("{} cannot be fetched now: the server answers {}.", address, status),
               "It is tried again by itself.");
}

Fault explain(CURLcode code, CURL* curl, const Transfer& transfer) {
  using enum Fault::Kind;
  const FetchRequest& request = transfer.request;
  const std::string& at = request.address;
  const std::string detail = transfer.error[0] != '\0' ? transfer.error : curl_easy_strerror(code);
  const std::string later = "It is tried again by itself.";
  if (transfer.cancelled) return {unavailable, fmt::format("Fetching {} was stopped.", at), later};
  if (transfer.disk_failed)
    return {storage, fmt::format("{} cannot be written: the disk is full or failing.", request.target),
            "Free some space on that disk."};
  if (transfer.too_large || code == CURLE_FILESIZE_EXCEEDED)
    return {limit, fmt::format("{} is larger than {}.", at, megabytes(request.limits.octets)),
            "Choose a smaller edition of the list."};
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR: {
      long status = 0;
      curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
      return refused_by_server(at, status).error();
    }
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {bad_input, fmt::format("{} is not an address that can be fetched: {}.", at, detail),
              "Use an https, http or file address."};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {unavailable, fmt::format("{} cannot be reached: its host name cannot be resolved.", at),
              "Check the connection to the internet and the upstream resolvers. " + later};
    case CURLE_COULDNT_CONNECT:
      return {unavailable, fmt::format("{} cannot be reached: no connection.", at),
              "Check the connection to the internet, the firewall and the proxy. " + later};
    case CURLE_OPERATION_TIMEDOUT:
      return {limit, fmt::format("Fetching {} took too long: {}.", at, detail), later};
    case CURLE_TOO_MANY_REDIRECTS:
      return {unavailable,
              fmt::format("{} leads from one address to the next more than {} times.", at, request.limits.redirects),
              "Look up the list's new address and change the source."};
    case CURLE_PARTIAL_FILE:
      return {unavailable, fmt::format("{} was cut off on the way.", at), later};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {unavailable, fmt::format("{} shows a certificate that cannot be trusted: {}.", at, detail),
              "Check the clock. If the school's proxy inspects https, install its certificate on this machine."};
    default:
      return {unavailable, fmt::format("{} cannot be fetched: {}.", at, detail), later};
  }
}

std::expected<Fetched, Fault> fetch_http(const FetchRequest& request) {
  static std::once_flag once;  // curl's own first-use set-up is not thread-safe everywhere
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const Curl curl(curl_easy_init());
  if (!curl) return fault(Fault::Kind::unavailable, "No transfer could be started: out of memory.");
  Transfer transfer{.request = request, .file = std::ofstream(request.target, std::ios::binary | std::ios::trunc)};
  if (!transfer.file)
    return fault(Fault::Kind::storage, fmt::format("{} cannot be written.", request.target),
                 "Check that its folder exists and belongs to the service.");
  const Headers headers = conditions(request.known);
  set_limits(curl.get(), request.limits);
  set_request(curl.get(), request, transfer, headers);
  set_credentials(curl.get(), request.credentials);
  const CURLcode code = curl_easy_perform(curl.get());
  transfer.file.close();
  transfer.disk_failed |= code == CURLE_OK && !transfer.file;
  if (code != CURLE_OK || transfer.disk_failed) return std::unexpected(explain(code, curl.get(), transfer));

  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  constexpr long ok = 200, not_modified = 304;
  if (status == not_modified) return Fetched{.changed = false, .validators = request.known};
  if (status != ok) return refused_by_server(request.address, status);  // 206, 3xx without a place to go
  return Fetched{
      .changed = true,
      .validators = {.etag = header(curl.get(), "ETag"), .last_modified = header(curl.get(), "Last-Modified")}};
}

}  // namespace

std::expected<Fetched, Fault> fetch(const FetchRequest& request) {
  auto fetched = path_of_file_address(request.address) ? fetch_local_file(request) : fetch_http(request);
  if (!fetched || !fetched->changed) {
    std::error_code ignored;
    std::filesystem::remove(request.target, ignored);
  }
  return fetched;
}

}  // namespace schoolgate
