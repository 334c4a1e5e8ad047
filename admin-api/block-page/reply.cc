#include "admin-api/block-page/reply.h"

namespace schoolgate::block_page {

http::Response to_response(const View& view, int status) {
  http::Response response;
  response.status = status;
  response.type = "text/html; charset=utf-8";
  response.body = render(view);
  response.headers.emplace_back("Content-Security-Policy", content_security_policy());
  return response;
}

}  // namespace schoolgate::block_page
