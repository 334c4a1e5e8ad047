// The block page as an HTTP reply, with the policy that it is served under.
// Thread rules: a pure function.
#pragma once

#include "admin-api/block-page/page.h"
#include "admin-api/http/message.h"

namespace schoolgate::block_page {

inline constexpr int blocked_status = 403;

http::Response to_response(const View& view, int status = blocked_status);

}  // namespace schoolgate::block_page
