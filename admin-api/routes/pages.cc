#include "admin-api/routes/pages.h"

#include <algorithm>
#include <array>

#include "admin-api/http/problem.h"

namespace schoolgate::routes {
namespace {

constexpr std::string_view files = "/assets/";
// No inline script or style, nothing from another host, in no frame; scripts cannot turn text into markup.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

bool is_of_the_api(std::string_view path) {
  constexpr std::array<std::string_view, 3> own{"/api", "/healthz", "/metrics"};
  return std::ranges::any_of(own, [&](std::string_view start) {
    return path.starts_with(start) && (path.size() == start.size() || path[start.size()] == '/');
  });
}

/// "/favicon.ico", which browsers ask for by themselves, is a file that is not there, and no page.
bool is_file(std::string_view path) {
  return path.starts_with(files) || (path.find('/', 1) == std::string_view::npos && path.contains('.'));
}

/// RFC 9110 section 12.5.3, as browsers send it: gzip is named, and not with q=0.
bool takes_gzip(std::string_view accepted) {
  const auto at = accepted.find("gzip");
  if (at == std::string_view::npos) return false;
  const auto rest = accepted.substr(at + 4, std::min(accepted.find(',', at), accepted.size()) - at - 4);
  return !rest.contains("q=0") || rest.contains("q=0.");
}

http::Response without_pages() {
  http::Response response;
  response.type = "text/plain; charset=utf-8";
  response.body =
      "This build of Schoolgate has no web pages. The API is described at /api/v1/openapi.yaml; the schoolgate command "
      "on the appliance does everything.\n";
  return response;
}

http::Response reply_with(const WebAsset& asset, const http::Request& request) {
  http::Response response;
  response.headers.emplace_back("ETag", asset.etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Cache-Control", asset.hashed ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (request.header("If-None-Match").contains(asset.etag)) {
    response.status = 304;
    return response;
  }
  const bool gzip = takes_gzip(request.header("Accept-Encoding"));
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  const auto content = gzip ? asset.gzip : asset.plain;
  response.type = asset.type;
  response.body.assign(content.begin(), content.end());
  return response;
}

}  // namespace

std::optional<http::Response> page(const http::Request& request, std::span<const WebAsset> assets) {
  if ((request.method != "GET" && request.method != "HEAD") || is_of_the_api(request.path)) return std::nullopt;
  const bool file = is_file(request.path);
  if (assets.empty()) return file ? std::nullopt : std::optional(without_pages());
  const std::string_view wanted = file ? std::string_view(request.path) : "/";
  const auto found = std::ranges::find(assets, wanted, &WebAsset::path);
  if (found == assets.end()) return http::to_response(http::no_such_page("There is nothing at this address."));
  return reply_with(*found, request);
}

}  // namespace schoolgate::routes
