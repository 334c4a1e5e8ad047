// From a request to the route that answers it: the path, then who asks, then whether they may, then the handler. The
// order matters: nothing that a stranger sends is read before it is known that strangers may send it.
// Thread rules: add() before the first handle(); handle() on any number of threads.
#pragma once

#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin-api/routes/access.h"
#include "admin-api/routes/context.h"

namespace schoolgate::routes {

class Router {
 public:
  explicit Router(Context& context) : context_(context) {}
  /// The pattern must be in the access table: a route without a row is a bug, and throws.
  void add(std::string_view method, std::string_view pattern, Handler handler);
  http::Response handle(const http::Request& request);
  std::vector<std::pair<std::string, std::string>> routes() const;

 private:
  struct Route {
    const Access* access;
    std::vector<std::string> segments;
    Handler handler;
  };
  std::expected<const Route*, http::Problem> find(const http::Request& request, std::vector<std::string>& ids) const;
  std::expected<void, http::Problem> admit(const Access& access, Call& call) const;
  Answer run(const Route& route, const Call& call);
  Answer run_if_unchanged(const Route& route, const Call& call);

  Context& context_;
  std::vector<Route> routes_;
  // Two of the four workers at most for each dear kind.
  std::counting_semaphore<2> passwords_{2}, jobs_{2};
  std::mutex compared_;  // held from the comparison with the log to the end of the change that was compared
};

}  // namespace schoolgate::routes
