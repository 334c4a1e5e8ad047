#include "admin-api/auth/oidc/exchange.h"

#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>

namespace schoolgate::auth::oidc {
namespace {

constexpr const char* user_agent = "Schoolgate/" SCHOOLGATE_VERSION;

struct Transfer {
  const std::function<bool()>& cancelled;
  std::string body = {};
  bool too_large = false;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t octets = size * count;
  transfer.too_large = transfer.body.size() + octets > max_reply_octets;
  if (transfer.too_large) return 0;  // fewer than given: curl ends the transfer
  transfer.body.append(data, octets);
  return octets;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& cancelled = static_cast<Transfer*>(user)->cancelled;
  return cancelled && cancelled() ? 1 : 0;
}

void set_security(CURL* curl, const WebRequest& request) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (request.authority.empty()) return;
  curl_blob blob{const_cast<char*>(request.authority.data()), request.authority.size(),  // NOLINT: curl only reads
                 CURL_BLOB_COPY};
  curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
}

void set_request(CURL* curl, const WebRequest& request) {
  curl_easy_setopt(curl, CURLOPT_URL, request.address.c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, user_agent);
  if (request.form) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form->size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.form->c_str());
  }
  if (request.user.empty()) return;
  curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  curl_easy_setopt(curl, CURLOPT_USERNAME, request.user.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.c_str());
}

void set_limits(CURL* curl, Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // a signal for a timeout would hit another thread
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(connect_time.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(reply_time.count()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

/// "https://login.example" of an address: what follows may hold what is nobody's business.
std::string server_of(const std::string& address) {
  constexpr std::size_t scheme = std::string_view("https://").size();
  return address.substr(0, address.find_first_of("/?", std::min(scheme, address.size())));
}

Fault explain(CURLcode code, const WebRequest& request, const Transfer& transfer) {
  const auto server = server_of(request.address);
  if (transfer.too_large)
    return {Fault::Kind::limit, fmt::format("{} sends more than {} KiB", server, max_reply_octets >> 10U), {}};
  if (code == CURLE_PEER_FAILED_VERIFICATION)
    return {Fault::Kind::unavailable,
            fmt::format("{} shows a certificate that cannot be trusted: {}", server, curl_easy_strerror(code)),
            "If the provider has an authority of its own, give its certificate as `authority`."};
  return {Fault::Kind::unavailable, fmt::format("{} cannot be reached: {}", server, curl_easy_strerror(code)),
          "Check the address, the connection to the internet and the firewall."};
}

std::expected<WebReply, Fault> perform(const WebRequest& request, const std::string& proxy,
                                       const std::function<bool()>& cancelled) {
  static std::once_flag once;  // curl's own first-use set-up is not thread-safe everywhere
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
  if (!handle) return fault(Fault::Kind::unavailable, "no connection could be made: out of memory");
  Transfer transfer{cancelled};
  set_request(handle.get(), request);
  set_security(handle.get(), request);
  set_limits(handle.get(), transfer);
  if (!proxy.empty()) curl_easy_setopt(handle.get(), CURLOPT_PROXY, proxy.c_str());
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return std::unexpected(explain(code, request, transfer));
  WebReply reply;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  reply.body = std::move(transfer.body);
  return reply;
}

}  // namespace

Exchange over_https(std::string proxy, std::function<bool()> cancelled) {
  return [proxy = std::move(proxy), cancelled = std::move(cancelled)](const WebRequest& request) {
    return perform(request, proxy, cancelled);
  };
}

}  // namespace schoolgate::auth::oidc
