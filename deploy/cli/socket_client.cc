#include "deploy/cli/socket_client.h"

#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

namespace schoolgate {
namespace {

// Importing millions of names and a restore take minutes on a small box; a dead server closes its socket at once.
constexpr long reply_timeout_seconds = 3600;

struct Transfer {
  CURL* handle = nullptr;
  std::string body;
  const std::function<bool(std::string_view)>* sink = nullptr;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* user) {
  auto* transfer = static_cast<Transfer*>(user);
  const std::string_view piece(data, size * count);
  long status = 0;
  curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
  if (*transfer->sink && status < 300) return (*transfer->sink)(piece) ? piece.size() : 0;
  transfer->body.append(piece);
  return piece.size();
}

std::string explain(CURLcode code, const std::string& socket_path) {
  if (code == CURLE_COULDNT_CONNECT)
    return fmt::format("no appliance answers on {}: is it running, and are you root or in the group schoolgate?",
                       socket_path);
  return fmt::format("the appliance did not answer on {}: {}", socket_path, curl_easy_strerror(code));
}

}  // namespace

std::expected<SocketReply, Fault> call(const std::string& socket_path, const console::Request& request,
                                       const std::function<bool(std::string_view)>& sink) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/json"), "Expect:"), curl_slist_free_all);
  Transfer transfer{handle.get(), {}, &sink};
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket_path.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, ("http://localhost" + request.path).c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, reply_timeout_seconds);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return fault(Fault::Kind::unavailable, explain(code, socket_path));
  SocketReply reply;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
  reply.body = std::move(transfer.body);
  return reply;
}

}  // namespace schoolgate
