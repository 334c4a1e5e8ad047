// How the fence treats those who knock: the admin API's people and programs, who are told exactly what is wrong with a
// request, or anybody's browser that was sent to the block page and means some other site.
// Thread rules: a plain value; `refusal` is called on the reactor's and the workers' threads.
#pragma once

#include <cstddef>
#include <functional>

#include "admin-api/http/head.h"
#include "admin-api/http/limits.h"
#include "admin-api/http/problem.h"

namespace schoolgate::http {

struct Manners {
  HeadRules head;
  bool strict_query = true;      // a key that stands twice is refused; else the first counts
  bool strict_transport = true;  // over TLS: "only TLS from now on". Never for names that are not ours to speak for
  bool one_request = false;      // the connection is closed after its reply
  std::size_t workers = worker_threads;
  std::function<Response(const Problem&)> refusal = to_response;  // of requests that the gate turns away
};

}  // namespace schoolgate::http
