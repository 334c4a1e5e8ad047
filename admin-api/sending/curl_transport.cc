// Mail and webhooks over libcurl. A handle for each message: notices are few, and nothing of one server is left for the
// next. Certificates and names are always checked; TLS 1.2 at least; no redirect is followed.
// Sources: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (smtps).
#include <algorithm>
#include <cstring>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>

#include "admin-api/sending/mail_format.h"
#include "admin-api/sending/transport.h"
#include "blocklists/printable.h"

namespace schoolgate::sending {
namespace {

constexpr const char* user_agent = "Schoolgate/" SCHOOLGATE_VERSION " (DNS filter for schools)";
constexpr long connect_seconds = 20;             // a school's line at its worst
constexpr long total_seconds = 60;               // a mail server that looks at a text for longer is not well
constexpr std::size_t max_answer_octets = 300;   // what a page can show
constexpr std::size_t max_reply_octets = 65536;  // of a webhook: read away, and not kept

struct CurlClose {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlClose>;
using Lines = std::unique_ptr<curl_slist, CurlClose>;

struct Transfer {
  const std::function<bool()>& is_stopped;
  std::string_view outgoing = {};  // what is left of the mail
  std::string answer = {};         // the server's last line
  std::size_t received = 0;
  bool stopped = false;
  char error[CURL_ERROR_SIZE] = {};
};

std::size_t on_outgoing(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t octets = std::min(size * count, transfer.outgoing.size());
  std::memcpy(buffer, transfer.outgoing.data(), octets);
  transfer.outgoing.remove_prefix(octets);
  return octets;
}

std::size_t on_reply(char*, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.received += size * count;
  return transfer.received <= max_reply_octets ? size * count : 0;
}

/// curl hands over every line of an SMTP server as if it were a header.
std::size_t on_line(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  std::string_view line(data, size * count);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  constexpr std::string_view goodbye = "221";  // says nothing of the message
  if (!line.empty() && !line.starts_with(goodbye)) transfer.answer = printable(line, max_answer_octets);
  return size * count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.stopped = transfer.is_stopped && transfer.is_stopped();
  return transfer.stopped ? 1 : 0;
}

/// What mail and webhooks share.
void prepare(CURL* curl, Transfer& transfer, const std::string& authority) {
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, total_seconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);    // a signal for a timeout would hit another thread
  curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // a look-up that hangs must not hold up the end of the service
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_reply);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer.error);
  if (authority.empty()) return;
  curl_blob blob{const_cast<char*>(authority.data()), authority.size(), CURL_BLOB_COPY};  // NOLINT: curl only reads
  curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
}

void prepare_mail(CURL* curl, const Letter& letter, Transfer& transfer, const curl_slist* recipients) {
  // The path is what curl says in EHLO: the school's domain, and not what this machine is called inside.
  const std::string url = fmt::format("{}/{}", letter.server, domain_of(letter.from));
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(letter.in_clear ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!letter.secrets.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, letter.secrets.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, letter.secrets.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + letter.from + ">").c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_outgoing);
  curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
}

/// A server that repeats what it was told must not put it on a page.
std::string without(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret))
    text.replace(at, secret.size(), "...");
  return text;
}

/// The faults that mail and webhooks have in common; `server` is how it is called.
Outcome explain(CURLcode code, const std::string& server, const Transfer& transfer) {
  using enum Outcome::How;
  if (transfer.stopped) return {stopped, {}, {}, {}};
  const std::string detail =
      printable(transfer.error[0] != '\0' ? transfer.error : curl_easy_strerror(code), max_answer_octets);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {failed,
              fmt::format("{} cannot be reached: its host name cannot be resolved.", server),
              "Check the name, the connection to the internet and the upstream resolvers.",
              {}};
    case CURLE_COULDNT_CONNECT:
      return {failed,
              fmt::format("{} cannot be reached: no connection.", server),
              "Check host and port, and whether the firewall lets this machine out to it.",
              {}};
    case CURLE_OPERATION_TIMEDOUT:
      return {failed, fmt::format("{} does not answer in time.", server), "Check the server, and the line to it.", {}};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {failed,
              fmt::format("{} shows a certificate that cannot be trusted: {}.", server, detail),
              "Check the host name and the clock. A private authority's certificate is given with the settings.",
              {}};
    default:
      return {failed, fmt::format("{} cannot be used: {}.", server, detail), {}, {}};
  }
}

Outcome explain_mail(CURLcode code, const Letter& letter, const Transfer& transfer) {
  using enum Outcome::How;
  if (transfer.stopped) return {stopped, {}, {}, {}};
  const std::string server = "The mail server " + letter.server;
  const std::string says = transfer.answer.empty() ? "" : fmt::format(" It says: {}", transfer.answer);
  const std::string_view error(transfer.error);
  switch (code) {
    case CURLE_OK:
      return {sent, {}, {}, transfer.answer};
    case CURLE_LOGIN_DENIED:
      return {failed, fmt::format("{} does not take this user and password.{}", server, says),
              "Check both, and whether the account may send by SMTP.", transfer.answer};
    case CURLE_USE_SSL_FAILED:
      return {failed, fmt::format("{} offers no encryption (STARTTLS), and notices are never sent in clear.", server),
              "Use another port, or smtps://.", transfer.answer};
    case CURLE_SEND_ERROR:
      if (error.starts_with("RCPT failed"))
        return {refused, fmt::format("{} does not take mail for this address.{}", server, says), "Check the address.",
                transfer.answer};
      if (error.starts_with("MAIL failed"))
        return {failed, fmt::format("{} does not take mail from {}.{}", server, letter.from, says),
                "Check the address that notices come from, and whether the server wants a user and password.",
                transfer.answer};
      break;
    case CURLE_WEIRD_SERVER_REPLY:
      if (!transfer.outgoing.empty()) break;  // before the message: the greeting, or what came after it
      return {refused, fmt::format("{} did not take the message.{}", server, says), {}, transfer.answer};
    default:
      break;
  }
  Outcome outcome = explain(code, server, transfer);
  outcome.answer = transfer.answer;
  return outcome;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::string proxy) : proxy_(std::move(proxy)) {
    static std::once_flag once;  // curl's own first-use set-up is not thread-safe everywhere
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  }

  Outcome mail(const Letter& letter, const std::function<bool()>& is_stopped) override {
    const Curl curl(curl_easy_init());
    if (!curl) return {Outcome::How::failed, "There is no memory for sending mail.", {}, {}};
    Transfer transfer{.is_stopped = is_stopped, .outgoing = letter.message};
    const Lines recipients(curl_slist_append(nullptr, ("<" + letter.to + ">").c_str()));
    prepare(curl.get(), transfer, letter.secrets.authority);
    prepare_mail(curl.get(), letter, transfer, recipients.get());
    const CURLcode code = curl_easy_perform(curl.get());
    transfer.answer = without(transfer.answer, letter.secrets.password);
    return explain_mail(code, letter, transfer);
  }

  Outcome post(const Post& post, const std::function<bool()>& is_stopped) override {
    const Curl curl(curl_easy_init());
    if (!curl) return {Outcome::How::failed, "There is no memory for a webhook.", {}, {}};
    Transfer transfer{.is_stopped = is_stopped};
    Lines headers;
    for (const std::string& header : post.headers) headers.reset(curl_slist_append(headers.release(), header.c_str()));
    prepare(curl.get(), transfer, post.authority);
    curl_easy_setopt(curl.get(), CURLOPT_URL, post.address.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https");
    if (!proxy_.empty()) curl_easy_setopt(curl.get(), CURLOPT_PROXY, proxy_.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, user_agent);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, post.body.c_str());
    const CURLcode code = curl_easy_perform(curl.get());
    const std::string server = "The webhook " + post.address;
    if (code != CURLE_OK) return explain(code, server, transfer);
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    const std::string answer = fmt::format("HTTP {}", status);
    if (status >= 200 && status < 300) return {Outcome::How::sent, {}, {}, answer};
    return {Outcome::How::failed, fmt::format("{} answers {}.", server, status),
            status >= 300 && status < 400 ? "It leads elsewhere: set the address that it leads to." : "", answer};
  }

 private:
  const std::string proxy_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(std::string proxy) {
  return std::make_unique<CurlTransport>(std::move(proxy));
}

}  // namespace schoolgate::sending
