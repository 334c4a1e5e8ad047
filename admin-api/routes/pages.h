// The web admin's pages, carried in the program: what web-admin/ was built to, each file as it is and as gzip. They
// need no session (they hold nothing of the school; what they show they ask the API for), and every address that is no
// file is the one page, which looks at the address itself. Thread rules: constant data; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "admin-api/http/message.h"

namespace schoolgate::routes {

struct WebAsset {
  std::string_view path;  // "/assets/index-4f2c.js"; the page itself is "/"
  std::string_view type;
  std::string_view etag;  // with its quotes
  bool hashed = false;    // its name changes with its content: it may be kept for ever
  std::span<const unsigned char> plain, gzip;
};

/// Written by web-admin/build/embed.mjs; empty in a build without pages.
std::span<const WebAsset> web_assets();

/// The reply to a GET or HEAD of a page or of one of its files. Nothing when the request is for the API, or not a GET.
std::optional<http::Response> page(const http::Request& request, std::span<const WebAsset> assets = web_assets());

}  // namespace schoolgate::routes
